// Definitions of runner options that do not exist in the release.
import type { Position } from '../evaluator/position';
import { showOption, type Loc } from '../modules/definition';
import { dischargeProperties } from '../modules/properties';
import { isSlip, nearestName } from '../modules/suggest';
import { RELEASES, atLeast, isComingOption, optionTrees, runnerOptions, type Release } from '../nixos';
import type { Runner } from '../runner/runner';
import { removedDefinition } from './edits';
import type { Finding, Fix } from './finding';
import type { HostContext, Rule } from './rule';

export const unknownOption: Rule = {
  name: 'unknown-option',
  severity: 'error',
  summary: 'A runner option is set that does not exist in this release of NixOS.',
  checkHost(context) {
    return [...context.runners.flatMap((r) => ofRunner(context, r)), ...absentTree(context)];
  },
};

function ofRunner(context: HostContext, runner: Runner): Finding[] {
  const { host } = context;
  return runner.unknownOptions.flatMap(({ loc, definition }) => {
    const name = loc.at(-1) ?? '';
    if (definition.at === undefined) return [];
    if (isComingOption(host.release, runner.tree, name)) return [comingOption(loc, host.release, definition.at)];
    const later = laterRelease(name, runner, host.release);
    const near = later === undefined ? meantName(name, runner.optionNames) : undefined;
    return [
      {
        rule: 'unknown-option',
        severity: 'error',
        message: `The option \`${showOption(loc)}\` does not exist in NixOS ${host.release}. ${advice(near, later, runner)}`,
        at: nameOnly(definition.at),
        option: showOption(loc),
        fixes: fixesFor(context, runner, name, near, definition.at),
      },
    ];
  });
}

function comingOption(loc: Loc, release: Release, at: Position): Finding {
  return {
    rule: 'unknown-option',
    severity: 'information',
    message: `NixOS ${release} does not have the option \`${showOption(loc)}\`; nixos-unstable has it since June 2026. What it makes of it is not known here: a preview shows the runner without it.`,
    at: nameOnly(at),
    option: showOption(loc),
  };
}

function laterRelease(name: string, { tree }: Runner, release: Release): Release | undefined {
  return RELEASES.find((r) => !atLeast(release, r) && runnerOptions(r, tree).some((o) => o.name === name));
}

/** `extraLabels` for `labels`, else the nearest name, or the only one that is longer or shorter than this one. */
function meantName(name: string, names: readonly string[]): string | undefined {
  const extra = names.find((n) => n.toLowerCase() === `extra${name.toLowerCase()}`);
  if (extra !== undefined) return extra;
  const near = nearestName(name, names);
  if (near !== undefined || name.length < SHORTEST) return near;
  const text = name.toLowerCase();
  const alike = names.filter((n) => {
    const other = n.toLowerCase();
    return other.endsWith(text) || other.startsWith(text) || (other.length >= SHORTEST && text.startsWith(other));
  });
  return alike.length === 1 ? alike[0] : undefined;
}

/** A shorter part of a name says nothing. */
const SHORTEST = 4;

function advice(near: string | undefined, later: Release | undefined, runner: Runner): string {
  if (later !== undefined) return `It was added in ${later}.`;
  if (near !== undefined) return `Did you mean \`${near}\`?`;
  return `Remove it; a runner has the options ${runner.optionNames.map((n) => `\`${n}\``).join(', ')}.`;
}

/** The nearest name where it is free, which is meant for certain where it is hardly another one; else to go without. */
function fixesFor(
  context: HostContext,
  runner: Runner,
  name: string,
  near: string | undefined,
  at: Position,
): readonly Fix[] {
  const isFree = near !== undefined && runner.options.get(near)?.definitions.length === 0;
  if (near !== undefined && isFree) {
    const edits = [{ at: nameOnly(at), newText: near }];
    return [{ title: `Change to \`${near}\``, edits, safe: isSlip(name, near) }];
  }
  const program = context.program(at.source.path);
  const removed = program && removedDefinition(program, at);
  return removed === undefined ? [] : [{ title: 'Remove the option', edits: [removed] }];
}

/** The attribute's name alone. */
function nameOnly(at: Position): Position {
  return { source: at.source, start: at.start, end: at.end };
}

/** `services.github-runners` in a release that does not have it yet. */
function absentTree({ host }: HostContext): Finding[] {
  const { path, status } = optionTrees(host.release).plural;
  if (status !== 'absent') return [];
  return definitionsAt(host.evaluation.unmatched(), path).map(({ definition }) => ({
    rule: 'unknown-option',
    severity: 'error',
    message: `The option \`${showOption(path)}\` does not exist in NixOS ${host.release}. It was added in 23.05; use \`services.github-runner\` before.`,
    at: nameOnly(definition.at as Position),
    option: showOption(path),
  }));
}

type Unmatched = ReturnType<HostContext['host']['evaluation']['unmatched']>[number];

/** Definitions without an option whose path is `path`, that have a place and do not hang on a condition that fails. */
export function definitionsAt(unmatched: readonly Unmatched[], path: Loc): Unmatched[] {
  return unmatched.filter(
    ({ loc, definition }) =>
      loc.length >= path.length &&
      path.every((n, i) => loc[i] === n) &&
      definition.at !== undefined &&
      dischargeProperties(definition).length > 0,
  );
}
