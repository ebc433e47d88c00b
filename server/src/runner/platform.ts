// Which platform a host is for (nixpkgs, nixos/modules/misc/nixpkgs.nix).
import { attrsOf } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { Unknown, force, type Attrs, type Lazy, type Value } from '../evaluator/values';
import type { EvaluatedOption, Evaluation } from '../modules/eval-modules';
import { typeValue } from '../modules/option-type';
import { PRIORITY } from '../modules/properties';
import { attrs } from '../modules/types/attribute-sets';
import { either } from '../modules/types/choices';
import { unspecified } from '../modules/types/simple';
import { str } from '../modules/types/strings';
import { elaborate } from '../nixpkgs-lib';

const NOT_TOLD = 'no file at hand tells which platform the host is for';

/** A platform that nothing tells. */
export function unknownPlatform(): Unknown {
  return new Unknown('pkgs.stdenv.hostPlatform', NOT_TOLD, undefined, 'set');
}

/** What a package set is for, when it is given a system's name or a set, or nothing. */
export function platformFrom(given: Lazy | undefined): Lazy {
  return given === undefined ? unknownPlatform() : lazy(() => elaborate(given));
}

/** The options in `nixpkgs` that tell the platform, in the order in which NixOS asks them. */
const OPTIONS = ['pkgs', 'hostPlatform', 'crossSystem', 'localSystem', 'system'] as const;

/** The declarations of the options that tell the platform, by their names in `nixpkgs`. */
export function platformOptions(): readonly (readonly [name: string, declaration: Attrs])[] {
  return [...OPTIONS, 'buildPlatform' as const].map((name) => {
    const isElaborated = name.endsWith('Platform');
    return [
      name,
      attrsOf({
        _type: 'option',
        type: lazy(() => typeValue(isElaborated ? either(str, attrs) : unspecified)),
        default: new Unknown(`config.nixpkgs.${name}`, NOT_TOLD),
        ...(isElaborated && { apply: primOp('elaborate', 1, elaborate) }),
      }),
    ] as const;
  });
}

/**
 * The platform of a host: what its modules define, else what is given to it; unknown where neither is, or where it
 * depends on itself.
 */
export function platformOf(evaluation: Evaluation, given: Lazy | undefined): Value {
  const told = attempt(() => {
    for (const name of OPTIONS) {
      const option = definedOption(evaluation, name);
      const value = option === undefined ? null : force(option.value);
      if (value === null) continue;
      return name === 'pkgs' ? selectAttr(selectAttr(value, 'stdenv'), 'hostPlatform') : elaborate(value);
    }
    return force(platformFrom(given));
  });
  return told ?? unknownPlatform();
}

function definedOption(evaluation: Evaluation, name: string): EvaluatedOption | undefined {
  const group = evaluation.root.child('nixpkgs');
  const option = group.kind === 'group' && group.names.includes(name) ? group.child(name) : undefined;
  if (option?.kind !== 'option') return undefined;
  return option.merged.highestPriority < PRIORITY.optionDefault ? option : undefined;
}
