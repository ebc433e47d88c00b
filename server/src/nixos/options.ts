import type { OptionType } from './option-types';
import { REGISTRATION_OPTIONS } from './options/registration';
import type { OptionDefault, OptionEntry, OptionTree, OptionVariant, ReleaseNote } from './options/schema';
import { SERVICE_OPTIONS } from './options/service';
import { NEWEST_RELEASE, atLeast, perRelease, type Release } from './release';

export type { OptionDefault, OptionTree } from './options/schema';

/** One runner option as it is in one release and one option tree. */
export interface RunnerOption {
  readonly name: string;
  readonly type: OptionType;
  readonly default: OptionDefault;
  /** The default as the manual prints it, a Nix expression, where it is not the value itself. */
  readonly defaultText?: string;
  /** A Nix expression. */
  readonly example?: string;
  /** The first release that has the option. */
  readonly since: Release;
  /** Whether a change makes the service drop its registration and register anew. */
  readonly reRegisters: boolean;
  /** What the option does, in Markdown. */
  readonly summary: string;
  /** What changed in which release, oldest first; later releases than the asked one included. */
  readonly releaseNotes: readonly ReleaseNote[];
}

/** The order in which people read about a runner: what must be set comes first. */
const ENABLE_FIRST: readonly OptionEntry[] = [
  ...SERVICE_OPTIONS.filter((entry) => entry.name === 'enable'),
  ...REGISTRATION_OPTIONS,
  ...SERVICE_OPTIONS.filter((entry) => entry.name !== 'enable'),
];

/**
 * The options of a runner in a release, in reading order. Empty where the release does not have the tree (see
 * {@link optionTrees}). Source: options.nix of the runner module in nixpkgs (22.11: github-runner.nix).
 */
export function runnerOptions(release: Release, tree: OptionTree): readonly RunnerOption[] {
  return OPTIONS[tree](release);
}

const OPTIONS: Readonly<Record<OptionTree, (release: Release) => readonly RunnerOption[]>> = {
  singular: perRelease((release) => optionsIn(release, 'singular')),
  plural: perRelease((release) => optionsIn(release, 'plural')),
};

function optionsIn(release: Release, tree: OptionTree): RunnerOption[] {
  if (optionTrees(release)[tree].status !== 'exists') return [];
  return ENABLE_FIRST.flatMap((entry) => {
    const variants = entry.variants.filter((v) => v.tree === undefined || v.tree === tree);
    const variant = variants.filter((v) => atLeast(release, v.since)).at(-1);
    return variant === undefined ? [] : [describe(entry, variant)];
  });
}

function describe(entry: OptionEntry, variant: OptionVariant): RunnerOption {
  return {
    name: entry.name,
    type: variant.type,
    default: variant.default,
    ...(variant.defaultText === undefined ? {} : { defaultText: variant.defaultText }),
    ...(entry.example === undefined ? {} : { example: entry.example }),
    since: entry.variants[0].since,
    reRegisters: entry.reRegisters,
    summary: entry.summary,
    releaseNotes: entry.releaseNotes,
  };
}

/** Options that nixpkgs' main branch has got since the newest release (nixpkgs pull request 533377, June 2026). */
const COMING_OPTIONS: readonly string[] = ['githubApp', 'count', 'orgs'];

/**
 * Whether an option that no known release has is one of nixos-unstable, for which the newest release stands. What
 * NixOS makes of a runner that sets it is not known here.
 */
export function isComingOption(release: Release, tree: OptionTree, name: string): boolean {
  return release === NEWEST_RELEASE && tree === 'plural' && COMING_OPTIONS.includes(name);
}

/** Whether a release has an option tree, has it no longer, or does not have it yet. */
export interface OptionTreeState {
  readonly path: readonly string[];
  readonly status: 'exists' | 'removed' | 'absent';
  /** For a removed tree: what NixOS adds after saying that the definition has no effect. */
  readonly replacement?: string;
}

/**
 * The two option trees in a release. Source: nixos/modules/services/continuous-integration/github-runner.nix and
 * github-runners.nix; the singular form was removed by nixpkgs pull request 284814 (24.05).
 */
export const optionTrees: (release: Release) => Readonly<Record<OptionTree, OptionTreeState>> = perRelease(
  (release) => {
    const removed = atLeast(release, '24.05');
    return {
      singular: {
        path: ['services', 'github-runner'],
        status: removed ? 'removed' : 'exists',
        ...(removed ? { replacement: 'Use `services.github-runners.*` instead' } : {}),
      },
      plural: {
        path: ['services', 'github-runners'],
        status: atLeast(release, '23.05') ? 'exists' : 'absent',
      },
    };
  },
);

/**
 * Whether `enable = false` keeps a runner from getting a service. From 23.05 to 24.05 the module made a service
 * for every attribute of `services.github-runners`, whatever its `enable` (nixpkgs issue 305304, mended by pull
 * request 342996 in 24.11).
 */
export function enableHasEffect(release: Release, tree: OptionTree): boolean {
  return tree === 'singular' || atLeast(release, '24.11');
}
