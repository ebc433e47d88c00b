// nixpkgs' `lib`, complete: the functions of ../nixpkgs-lib with the option types and the module system.
import { attrsOf, updateAttrs } from '../evaluator/attrs';
import { lazy } from '../evaluator/force';
import type { Attrs } from '../evaluator/values';
import { NEWEST_RELEASE, makeLib } from '../nixpkgs-lib/index';
import { moduleFunctions } from './lib-modules';
import { optionFunctions } from './lib-options';
import { typesValue } from './types/index';

/** Names of `lib.options` that stood at the top of `lib` up to NixOS 24.11. */
const FORMER_TOP_NAMES = ['mkPackageOptionMD'] as const;

const LIBS = new Map<string, Attrs>();

/** `lib` of a NixOS release such as `25.05`; the same set each time. */
export function completeLib(release: string): Attrs {
  const known = LIBS.get(release);
  if (known) return known;
  const self = lazy(() => lib);
  const options = optionFunctions();
  const lib = updateAttrs(
    makeLib({ types: lazy(() => typesValue(self)), options, modules: moduleFunctions(self) }, release),
    attrsOf(Object.fromEntries(FORMER_TOP_NAMES.map((name) => [name, options[name] ?? null]))),
  );
  LIBS.set(release, lib);
  return lib;
}

/** The library that modules get where nothing says which release it is of. */
export function standardLib(): Attrs {
  return completeLib(NEWEST_RELEASE);
}
