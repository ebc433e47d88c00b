// What Nix code makes and asks types with: `mkOptionType`, `isType`, `mergeTypes` and their like.
import { EMPTY_ATTRS, attrsOf, getAttr, updateAttrs } from '../../evaluator/attrs';
import { primOp } from '../../evaluator/builtins/primop';
import { call, call2 } from '../../evaluator/call';
import { coerceToString, forceAttrs, forceList, forceText } from '../../evaluator/coerce';
import { lazy } from '../../evaluator/force';
import { equal } from '../../evaluator/operators';
import { concatStrings } from '../../evaluator/strings';
import { force, type Attrs, type Lazy, type Value } from '../../evaluator/values';
import { assertTrue, attrOr, known, takingFormals, test } from '../../nixpkgs-lib/support';
import { definitionFromValue } from '../definition';
import { mergeDefault } from '../make-type';
import { forceLoc } from '../option-type';

const TYPE_FORMALS: Readonly<Record<string, boolean>> = {
  check: true,
  deprecationMessage: true,
  description: true,
  descriptionClass: true,
  emptyValue: true,
  functor: true,
  getSubModules: true,
  getSubOptions: true,
  merge: true,
  name: false,
  nestedTypes: true,
  substSubModules: true,
  typeMerge: true,
};

function isType(tag: Lazy, v: Lazy): Value {
  const own = attrOr(force(v), '_type');
  return known(equal(own === undefined ? '' : force(own), force(tag)));
}

function defaultFunctor(types: () => Attrs, name: Lazy): Attrs {
  return attrsOf({
    name,
    type: lazy(() => force(getAttr(types(), forceText(name)) ?? null)),
    payload: null,
    binOp: primOp('binOp', 2, () => null),
  });
}

function defaultTypeMerge(own: Lazy, other: Lazy): Value {
  const [f, g] = [forceAttrs(own), forceAttrs(other)];
  const part = (functor: Attrs, name: string): Value => force(getAttr(functor, name) ?? null);
  if (!known(equal(part(f, 'name'), part(g, 'name')))) return null;
  const [payload, otherPayload] = [part(f, 'payload'), part(g, 'payload')];
  assertTrue((otherPayload !== null) === (payload !== null), "((f').payload != null) == ((f).payload != null)");
  if (payload === null) return part(f, 'type');
  const merged = call2(part(f, 'binOp'), payload, otherPayload);
  return merged === null ? null : call(part(f, 'type'), merged);
}

/** `mkOptionType { name; … }`: what is not given has nixpkgs' default. */
function mkOptionType(types: () => Attrs, args: Attrs): Attrs {
  const given = (name: string): Lazy | undefined => getAttr(args, name);
  const name = given('name') ?? null;
  const functor = given('functor') ?? lazy(() => defaultFunctor(types, name));
  const description = given('description');
  return attrsOf({
    _type: 'option-type',
    name,
    description: description === undefined ? name : lazy(() => force(description) ?? force(name)),
    descriptionClass: given('descriptionClass') ?? null,
    check: given('check') ?? primOp('check', 1, () => true),
    merge:
      given('merge') ??
      primOp('mergeDefaultOption', 2, (loc, defs) =>
        mergeDefault(forceLoc(loc), forceList(defs).map(definitionFromValue)),
      ),
    emptyValue: given('emptyValue') ?? EMPTY_ATTRS,
    getSubOptions: given('getSubOptions') ?? primOp('getSubOptions', 1, () => EMPTY_ATTRS),
    getSubModules: given('getSubModules') ?? null,
    substSubModules: given('substSubModules') ?? primOp('substSubModules', 1, () => null),
    typeMerge: given('typeMerge') ?? primOp('typeMerge', 1, (other) => defaultTypeMerge(functor, other)),
    functor,
    deprecationMessage: given('deprecationMessage') ?? null,
    nestedTypes: given('nestedTypes') ?? EMPTY_ATTRS,
  });
}

function mergeTypes(a: Lazy, b: Lazy): Value {
  assertTrue(
    isType('option-type', a) === true && isType('option-type', b) === true,
    'isOptionType a && isOptionType b',
  );
  const functor = getAttr(forceAttrs(b), 'functor') ?? null;
  const merged = call(force(getAttr(forceAttrs(a), 'typeMerge') ?? null), functor);
  return merged ?? attrsOf({ _type: 'merge-error', error: 'Cannot merge types' });
}

/** `optionDescriptionPhrase fits type`: the description, in parentheses unless its class fits. */
function descriptionPhrase(fits: Lazy, type: Lazy): Value {
  const attrs = forceAttrs(type);
  const description = coerceToString(getAttr(attrs, 'description') ?? null, {});
  if (test(force(fits), getAttr(attrs, 'descriptionClass') ?? null)) return description;
  return concatStrings('(', description, ')');
}

/** The functions of `lib.types` that are about types as such; `types` is `lib.types` itself. */
export function typeMaking(types: () => Attrs): Record<string, Lazy> {
  return {
    isType: primOp('isType', 2, isType),
    isOptionType: primOp('isOptionType', 1, (v) => isType('option-type', v)),
    setType: primOp('setType', 2, (tag, v) => updateAttrs(forceAttrs(v), attrsOf({ _type: tag }))),
    defaultFunctor: primOp('defaultFunctor', 1, (name) => defaultFunctor(types, name)),
    defaultTypeMerge: primOp('defaultTypeMerge', 2, defaultTypeMerge),
    mkOptionType: takingFormals('mkOptionType', TYPE_FORMALS, (args) => mkOptionType(types, args)),
    mergeTypes: primOp('mergeTypes', 2, mergeTypes),
    optionDescriptionPhrase: primOp('optionDescriptionPhrase', 2, descriptionPhrase),
  };
}
