// Types made out of others by converting values or checking them further.
import { EMPTY_ATTRS } from '../../evaluator/attrs';
import { call } from '../../evaluator/call';
import { lazy } from '../../evaluator/force';
import { Unknown, force, type Lazy } from '../../evaluator/values';
import { thrown } from '../../nixpkgs-lib/support';
import type { Definition, Loc } from '../definition';
import { alterType, checkError, makeWrapper, phrase } from '../make-type';
import { mergeValues } from '../merge-definitions';
import { plainFunctor, resolveType, type OptionType } from '../option-type';

/** The type with one more condition on its values. */
export function addCheck(type: OptionType, check: (v: Lazy) => boolean): OptionType {
  const { headError } = resolveType(type);
  return alterType(type, {
    check: (v) => type.check(v) && check(v),
    ...(headError !== undefined && {
      headError: (loc: Loc, definitions: readonly Definition[]) =>
        headError(loc, definitions) ?? checkError({ check }, definitions),
    }),
  });
}

/** Values of `final`, or of `from` that `convert` turns into such. Throws when `from` has submodules. */
export function coercedTo(from: OptionType, convert: Lazy, final: OptionType): OptionType {
  if (from.subModules !== undefined)
    throw thrown(`coercedTo: coercedType must not have submodules (it’s a ${from.description})`);
  const converted = (v: Lazy): Lazy => lazy(() => call(force(convert), v));
  const isFrom = (loc: Loc, d: Definition): boolean =>
    from.headError === undefined ? from.check(d.value) : from.headError(loc, [d]) === undefined;
  const convertAll = (loc: Loc, definitions: readonly Definition[]): Definition[] =>
    definitions.map((d) => {
      if (force(d.value) instanceof Unknown) return d;
      return isFrom(loc, d) ? { ...d, value: converted(d.value) } : d;
    });
  const check = (v: Lazy): boolean => (from.check(v) && accepts(final, converted(v))) || final.check(v);
  return makeWrapper(final, {
    name: 'coercedTo',
    get description() {
      return `${phrase(final, 'noun')} or ${phrase(from, 'noun')} convertible to it`;
    },
    check,
    merge: (loc, definitions) => mergeValues(loc, final, convertAll(loc, definitions)),
    headError: (loc, definitions) =>
      final.headError === undefined
        ? checkError({ check }, definitions)
        : final.headError(
            loc,
            convertAll(loc, definitions).filter((d) => !(force(d.value) instanceof Unknown)),
          ),
    valueMeta: (loc, definitions) => final.valueMeta?.(loc, convertAll(loc, definitions)) ?? EMPTY_ATTRS,
    mergeWithUnknown: (loc, definitions) => mergeValues(loc, final, convertAll(loc, definitions)),
    get emptyValue() {
      return final.emptyValue;
    },
    substSubModules: (modules) => {
      const substituted = final.substSubModules(modules);
      return substituted && coercedTo(from, convert, substituted);
    },
    typeMerge: () => undefined,
    functor: plainFunctor('coercedTo', undefined),
    nestedTypes: { coercedType: from, finalType: final },
  });
}

/** Whether a converted value passes; one that cannot be known does. */
function accepts(type: OptionType, v: Lazy): boolean {
  const value = force(v);
  return value instanceof Unknown || type.check(value);
}
