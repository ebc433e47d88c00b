// The `_module` options that every evaluation has (lib.modules, internalModule).
import { attrsOf } from '../evaluator/attrs';
import { lazy } from '../evaluator/force';
import { Attrs, type Lazy } from '../evaluator/values';
import { typeValue } from './option-type';
import { lazyAttrsOf } from './types/attribute-sets';
import { nullOr } from './types/choices';
import { bool, optionType, raw } from './types/simple';

function internalOption(parts: Record<string, Lazy>): Attrs {
  return attrsOf({ _type: 'option', internal: true, ...parts });
}

/** The module that declares `_module.args`, `_module.check`, `_module.freeformType` and `_module.specialArgs`. */
export function internalModule(check: boolean, args: Lazy | undefined, specialArgs: Attrs | undefined): Attrs {
  return attrsOf({
    _file: 'lib/modules.nix',
    key: 'lib/modules.nix',
    options: attrsOf({
      _module: attrsOf({
        args: internalOption({ type: lazy(() => typeValue(lazyAttrsOf(raw))) }),
        check: internalOption({ type: lazy(() => typeValue(bool)), default: check }),
        freeformType: internalOption({ type: lazy(() => typeValue(nullOr(optionType))), default: null }),
        specialArgs: internalOption({ type: lazy(() => typeValue(lazyAttrsOf(raw))), readOnly: true }),
      }),
    }),
    config: attrsOf({
      _module: attrsOf({
        args: args ?? attrsOf({}),
        specialArgs: specialArgs ?? attrsOf({}),
      }),
    }),
  });
}
