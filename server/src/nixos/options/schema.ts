import type { OptionType } from '../option-types';
import type { PlainValue } from '../plain';
import type { Release } from '../release';

/**
 * The two ways to declare a runner: one runner under `services.github-runner`, or any number under
 * `services.github-runners.<name>`.
 */
export type OptionTree = 'singular' | 'plural';

/** What an option is worth when nobody defines it. */
export type OptionDefault =
  | { readonly kind: 'required' }
  | { readonly kind: 'value'; readonly value: PlainValue }
  /** `config.networking.hostName` of the same configuration. */
  | { readonly kind: 'hostName' }
  /** The `<name>` in `services.github-runners.<name>`. */
  | { readonly kind: 'attributeName' }
  /** A package, by its attribute in `pkgs`. */
  | { readonly kind: 'package'; readonly attribute: string };

/** An option's type and default from one release on, in one option tree or in both. */
export interface OptionVariant {
  readonly since: Release;
  readonly tree?: OptionTree;
  readonly type: OptionType;
  readonly default: OptionDefault;
  /** The default as the manual prints it, a Nix expression, where it is not the value itself. */
  readonly defaultText?: string;
}

/** What a release changed about an option. */
export interface ReleaseNote {
  readonly release: Release;
  /** One or two sentences in Markdown. */
  readonly text: string;
}

/** One runner option through all releases. */
export interface OptionEntry {
  readonly name: string;
  /** Oldest first; the last one that fits the release and the tree holds. */
  readonly variants: readonly [OptionVariant, ...OptionVariant[]];
  /** A Nix expression, from the module. */
  readonly example?: string;
  /**
   * Whether a change of the value makes the service forget its registration and register anew. The entry of the
   * old registration stays in GitHub's list of runners until somebody removes it there.
   */
  readonly reRegisters: boolean;
  /** What the option does and where its traps are, in Markdown. */
  readonly summary: string;
  readonly releaseNotes: readonly ReleaseNote[];
}
