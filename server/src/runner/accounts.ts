// What NixOS itself makes of users and groups (nixos/modules/config/users-groups.nix, the same from 22.11 on).
import { attrsOf, getAttr } from '../evaluator/attrs';
import { coerceToString } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { isString, textOf, concatStrings } from '../evaluator/strings';
import { Unknown, force, type Attrs, type Lazy, type PrimOp } from '../evaluator/values';
import { typeValue } from '../modules/option-type';
import { PRIORITY, mkIf, mkMerge, mkOverride } from '../modules/properties';
import { lazyAttrsOf } from '../modules/types/attribute-sets';
import { unspecified } from '../modules/types/simple';
import { moduleFunction, option } from './nixos-options';

const ELSEWHERE = 'the files at hand do not define it';

/** The submodule of `users.users.<name>`; options that nothing else is made of are accepted as they are. */
export function userModule(): PrimOp {
  return moduleFunction(['name', 'config'], (args) => {
    const own = (name: string): Lazy => lazy(() => selectAttr(force(getAttr(args, 'config') ?? null), name));
    const home = lazy(() => concatStrings('/home/', coerceToString(own('name'), {})));
    return account(args, {
      options: {
        isNormalUser: option(unspecified, false),
        // Only who knows all modules of a host knows that none sets them.
        home: option(unspecified, missing(args, 'home')),
        group: option(unspecified, missing(args, 'group')),
      },
      more: mkIf(own('isNormalUser'), attrsOf({ group: mkDefault('users'), home: mkDefault(home) })),
    });
  });
}

/** The submodule of `users.groups.<name>`. */
export function groupModule(): PrimOp {
  return moduleFunction(['name'], (args) => account(args, { options: {}, more: attrsOf({}) }));
}

interface AccountParts {
  readonly options: Readonly<Record<string, Attrs>>;
  readonly more: Attrs;
}

function account(args: Attrs, { options, more }: AccountParts): Attrs {
  return attrsOf({
    _file: '<nixpkgs>/nixos/modules/config/users-groups.nix',
    freeformType: lazy(() => typeValue(lazyAttrsOf(unspecified))),
    options: attrsOf({ name: option(unspecified), ...options }),
    config: mkMerge([attrsOf({ name: mkDefault(getAttr(args, 'name') ?? null) }), more]),
  });
}

function missing(args: Attrs, name: string): Lazy {
  return lazy(() => {
    const account = force(getAttr(args, 'name') ?? null);
    return new Unknown(`config.users.users.${isString(account) ? textOf(account) : '…'}.${name}`, ELSEWHERE);
  });
}

function mkDefault(value: Lazy): Attrs {
  return mkOverride(PRIORITY.default, value);
}
