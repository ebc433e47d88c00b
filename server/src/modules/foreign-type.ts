// Option types that were not made here: by Nix code, or unknown.
import { EMPTY_ATTRS, attrNames, attrsOf, getAttr, hasListed, orIfMissing } from '../evaluator/attrs';
import { call, call2 } from '../evaluator/call';
import { coerceToString, forceAttrs, forceBool, forceText } from '../evaluator/coerce';
import { NixError } from '../evaluator/errors';
import { session } from '../evaluator/session';
import { textOf } from '../evaluator/strings';
import { derivedUnknown } from '../evaluator/unknowns';
import type { Unknown } from '../evaluator/values';
import { Attrs, force, isList, type Lazy, type Value } from '../evaluator/values';
import { definitionValue, showOption, type Definition, type Loc } from './definition';
import {
  functorFromValue,
  functorValue,
  plainFunctor,
  typeFromValue,
  type DescriptionClass,
  type OptionType,
} from './option-type';

/** A type that Nix code made: with `mkOptionType`, or out of another with `//`. */
export function foreignType(attrs: Attrs): OptionType {
  const part = (name: string): Value => {
    const v = getAttr(attrs, name);
    return v === undefined ? null : force(v);
  };
  const required = (name: string): Value => {
    if (!hasListed(attrs, name) && attrs.rest === null)
      throw new NixError(`attribute '${name}' missing in an option type`);
    return part(name);
  };
  const functor = getAttr(attrs, 'functor');
  const own = functor === undefined ? undefined : force(functor);
  const merge = required('merge');
  const v2 = merge instanceof Attrs ? getAttr(merge, 'v2') : undefined;
  const merged = (loc: Loc, defs: readonly Definition[]): Attrs =>
    forceAttrs(call(force(v2 as Lazy), attrsOf({ loc: [...loc], defs: defs.map(definitionValue) })));
  const type: OptionType = {
    name: forceText(required('name')),
    get description() {
      const d = part('description');
      return d === null ? type.name : textOf(coerceToString(d, {}));
    },
    get descriptionClass() {
      return (part('descriptionClass') ?? undefined) as DescriptionClass;
    },
    check: (v) => forceBool(call(required('check'), v)),
    merge: (loc, defs) => call2(merge, [...loc], defs.map(definitionValue)),
    ...(v2 !== undefined && {
      headError: (loc: Loc, defs: readonly Definition[]) => {
        checkCoherence(loc, type, part('check'));
        const error = force(getAttr(merged(loc, defs), 'headError') ?? null);
        return error === null
          ? undefined
          : textOf(coerceToString(orIfMissing(getAttr(forceAttrs(error), 'message'), ''), {}));
      },
      valueMeta: (loc: Loc, defs: readonly Definition[]) =>
        forceAttrs(orIfMissing(getAttr(merged(loc, defs), 'valueMeta'), EMPTY_ATTRS)),
    }),
    get emptyValue() {
      const empty = part('emptyValue');
      return empty instanceof Attrs ? getAttr(empty, 'value') : undefined;
    },
    getSubOptions: (prefix) => forceAttrs(call(required('getSubOptions'), [...prefix])),
    get subModules() {
      const modules = part('getSubModules');
      return isList(modules) ? modules : undefined;
    },
    substSubModules: (modules) => {
      const t = call(required('substSubModules'), modules);
      return t === null ? undefined : typeFromValue(t);
    },
    typeMerge: (other) => {
      const t = call(required('typeMerge'), functorValue(other));
      return t === null ? undefined : typeFromValue(t);
    },
    functor: own instanceof Attrs ? functorFromValue(own) : plainFunctor('', undefined),
    get nestedTypes() {
      const nested = part('nestedTypes');
      if (!(nested instanceof Attrs)) return {};
      return Object.fromEntries(
        attrNames(nested).map((n) => [n, forceAttrs(orIfMissing(getAttr(nested, n), EMPTY_ATTRS))]),
      );
    },
    get deprecationMessage() {
      const message = part('deprecationMessage');
      return message === null ? undefined : textOf(coerceToString(message, {}));
    },
  };
  return type;
}

/**
 * nixpkgs' error about `type // { check = …; }` on a type that checks while it merges. Releases before 25.11 take such
 * a type, so the editor does too.
 */
function checkCoherence(loc: Loc, type: OptionType, check: Value): void {
  if (session().tolerant) return;
  if (check instanceof Attrs && force(orIfMissing(getAttr(check, 'isV2MergeCoherent'), false)) === true) return;
  throw new NixError(
    `The option \`${showOption(loc)}' has a type \`${type.description}' that uses
an ad-hoc \`type // { check = ...; }' override, which is incompatible with
the v2 merge mechanism.

Please use \`lib.types.addCheck\` instead of \`type // { check }' to add
custom validation. For example:

  lib.types.addCheck baseType (value: /* your check */)

instead of:

  baseType // { check = value: /* your check */; }

Alternatively, this message may also occur as false positive when mixing Nixpkgs
versions, if one Nixpkgs is between 83fed2e6..58696117 (Aug 28 - Oct 28 2025)
`,
    undefined,
    'thrown',
  );
}

/** Stands for a type that cannot be known: it takes everything. */
export function unknownType(u: Unknown): OptionType {
  const type: OptionType = {
    name: 'unknown',
    description: `‹${u.expression}›`,
    descriptionClass: 'noun',
    check: () => true,
    merge: (_, defs) => {
      const only = defs[0];
      return defs.length === 1 && only ? force(only.value) : derivedUnknown(u, undefined);
    },
    emptyValue: undefined,
    getSubOptions: () => EMPTY_ATTRS,
    subModules: undefined,
    substSubModules: () => undefined,
    typeMerge: () => type,
    functor: plainFunctor('unknown', undefined),
    nestedTypes: {},
  };
  return type;
}
