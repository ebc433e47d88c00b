// The `_module` options that every evaluation has (lib.modules, internalModule).
import { attrsOf } from '../evaluator/attrs';
import { lazy } from '../evaluator/force';
import type { Attrs, Lazy } from '../evaluator/values';
import { typeValue } from './option-type';
import { PRIORITY, mkOverride } from './properties';
import { lazyAttrsOf } from './types/attribute-sets';
import { nullOr } from './types/choices';
import { bool, optionType, raw, unspecified } from './types/simple';

/** The file and key of the module that every evaluation has. */
export const INTERNAL_KEY = 'lib/modules.nix';

function internalOption(parts: Record<string, Lazy>): Attrs {
  return attrsOf({ _type: 'option', internal: true, ...parts });
}

const INTERNAL_OPTIONS = attrsOf({
  _module: attrsOf({
    args: internalOption({
      type: lazy(() => typeValue(lazyAttrsOf(raw))),
      description: 'Additional arguments of each module.',
    }),
    check: internalOption({
      type: lazy(() => typeValue(bool)),
      default: true,
      description: 'Whether definitions without a declared option are errors.',
    }),
    freeformType: internalOption({
      type: lazy(() => typeValue(nullOr(optionType))),
      default: null,
      description: 'The type that takes all definitions without a declared option.',
    }),
    specialArgs: internalOption({
      type: lazy(() => typeValue(unspecified)),
      readOnly: true,
      description: 'Arguments of each module that were given from outside.',
    }),
  }),
});

/** The module that declares `_module.args`, `_module.check`, `_module.freeformType` and `_module.specialArgs`. */
export function internalModule(config: { readonly args: Attrs; readonly specialArgs: Attrs }): Attrs {
  return attrsOf({
    _file: INTERNAL_KEY,
    key: INTERNAL_KEY,
    options: INTERNAL_OPTIONS,
    config: attrsOf({ _module: attrsOf(config) }),
  });
}

/** Modules that stand for the arguments `args` and `check` of `evalModules`. */
export function legacyModules(args: Lazy | undefined, check: boolean | undefined): Attrs[] {
  const module = (config: Record<string, Lazy>): Attrs => attrsOf({ config: attrsOf({ _module: attrsOf(config) }) });
  return [
    ...(args === undefined ? [] : [module({ args })]),
    ...(check === undefined ? [] : [module({ check: mkOverride(PRIORITY.default, check) })]),
  ];
}
