// The script of `pkgs.writeShellApplication` (nixpkgs, pkgs/build-support/trivial-builders).
import { attrEntries, getAttr } from '../evaluator/attrs';
import { call, call2 } from '../evaluator/call';
import { coerceToString, forceAttrs, forceBool, forceList } from '../evaluator/coerce';
import { UnknownSignal, attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { concatStrings, isString, textOf } from '../evaluator/strings';
import { force, isList, type Attrs, type Lazy, type NixString, type Value } from '../evaluator/values';
import { selectPath } from './system-names';

const DEFAULT_OPTIONS = ['errexit', 'nounset', 'pipefail'];

/**
 * All of the script. Arguments that a release does not have yet are taken as later ones do: 22.11 has `runtimeInputs`,
 * 23.11 `excludeShellChecks`, 24.05 `bashOptions` and `runtimeEnv`, 25.05 `inheritPath`. From 26.05 on the script sets
 * `PATH` in any case, so that `inheritPath` counts without `runtimeInputs` (nixpkgs pull request 499462).
 *
 * @param lib nixpkgs' library
 * @param shell the shell that stands behind `#!`
 */
export function shellApplicationText(lib: Lazy, shell: string, attrs: Attrs): Lazy {
  return lazy(() =>
    force(
      joined([
        `#!${shell}\n`,
        part(() => optionLines(getAttr(attrs, 'bashOptions') ?? DEFAULT_OPTIONS)),
        '\n',
        part(() => environmentLines(lib, getAttr(attrs, 'runtimeEnv') ?? null)),
        part(() => pathLines(lib, attrs)),
        '\n',
        getAttr(attrs, 'text') ?? '',
        '\n',
      ]),
    ),
  );
}

/** Texts one behind the other, as in a string with `${text}`. */
export function joined(parts: readonly Lazy[]): Lazy {
  return lazy(() => join(parts));
}

function join(parts: readonly Lazy[]): string | NixString {
  return concatStrings(...parts.map((text) => coerceToString(text, { copy: true })));
}

/** A part of the script; what it depends on stands in its place where that is not known. */
function part(make: () => string | NixString): Lazy {
  return lazy(() => {
    try {
      return make();
    } catch (error) {
      if (error instanceof UnknownSignal) return error.unknown;
      throw error;
    }
  });
}

function optionLines(options: Lazy): string | NixString {
  return join(forceList(options).flatMap((option, i) => [i === 0 ? 'set -o ' : '\nset -o ', option]));
}

function environmentLines(lib: Lazy, variables: Lazy): string | NixString {
  if (force(variables) === null) return '';
  const toShellVar = selectAttr(force(lib), 'toShellVar');
  return join(
    [...attrEntries(forceAttrs(variables))].flatMap(([name, value]) => [
      call2(toShellVar, name, value),
      `\nexport ${name}\n`,
    ]),
  );
}

function pathLines(lib: Lazy, attrs: Attrs): string | NixString {
  const inputs = getAttr(attrs, 'runtimeInputs') ?? [];
  const isEmpty = forceList(inputs).length === 0;
  if (isEmpty && !alwaysSetsPath(lib)) return '';
  const parts = [
    ...(isEmpty ? [] : [call(selectAttr(force(lib), 'makeBinPath'), inputs)]),
    ...(forceBool(getAttr(attrs, 'inheritPath') ?? true) ? ['$PATH'] : []),
  ];
  return join(['\nexport PATH="', ...parts.flatMap((part, i) => (i === 0 ? [part] : [':', part])), '"\n']);
}

/** The library says of which release its nixpkgs is; one that does not is taken to be new. */
function alwaysSetsPath(lib: Lazy): boolean {
  const release = attempt(() => selectPath(lib, ['trivial', 'release']));
  return release === undefined || !isString(release) || textOf(release) >= '26.05';
}

/**
 * The codes that the build of a `writeShellApplication` does not look for: null where it runs shellcheck in a way of its
 * own, or not at all.
 */
export function excludedShellChecks(attrs: Attrs): Value {
  const isSet = (name: string, fallback: Value): boolean => {
    const v = force(getAttr(attrs, name) ?? fallback);
    return v !== fallback && !(isList(v) && v.length === 0);
  };
  if (isSet('checkPhase', null) || isSet('extraShellCheckFlags', null)) return null;
  return force(getAttr(attrs, 'excludeShellChecks') ?? []);
}
