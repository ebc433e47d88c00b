// A set of one attribute whose name says which of several options it is (lib.types.attrTag).
import {
  attrNames,
  attrPosition,
  attrsFromMap,
  attrsOf,
  filterAttrs,
  getAttr,
  hasListed,
  mapValues,
  updateAttrs,
  type AttrEntry,
  orIfMissing,
} from '../../evaluator/attrs';
import { forceAttrs, forceList } from '../../evaluator/coerce';
import { UnknownSignal, addTrace } from '../../evaluator/errors';
import { lazy } from '../../evaluator/force';
import { isString, textOf } from '../../evaluator/strings';
import { Attrs, Unknown, force, type Lazy, type Value } from '../../evaluator/values';
import { nixIdentifier, nixStringLiteral } from '../../nixpkgs-lib/nix-syntax';
import { attrOr, callBuiltin, thrown } from '../../nixpkgs-lib/support';
import { OptionError, showOption, type Definition, type Loc } from '../definition';
import { evalOption } from '../option-tree';
import { filesOf, makeType } from '../make-type';
import { typeFromValue, typeValue, type OptionType, type TypeFunctor } from '../option-type';
import { declaredOption, mergeDeclarations } from '../options';
import { typeTag } from '../properties';

/** A tag's option with the place of its declaration. Throws when it is none. */
function checkedTag(tags: Attrs, name: string, value: Lazy): Attrs {
  try {
    const v = force(value);
    if (v instanceof Unknown) throw new UnknownSignal(v);
    if (typeTag(v) !== 'option')
      throw thrown(`In attrTag, each tag value must be an option, but tag ${nixIdentifier(name)} ${whatInstead(v)}`);
    const option = v as Attrs;
    const position = callBuiltin('unsafeGetAttrPos', name, tags);
    const places = position === null ? [] : [position];
    const files = places.map((p) => getAttr(forceAttrs(p), 'file') ?? null);
    return updateAttrs(attrsOf({ declarations: files, declarationPositions: places }), option);
  } catch (error) {
    throw addTrace(
      error,
      `while checking that attrTag tag ${nixIdentifier(name)} is an option with a type`,
      attrPosition(tags, name),
    );
  }
}

function whatInstead(v: Value): string {
  const tag = attrOr(v, '_type');
  if (tag === undefined) return 'was not.';
  const text = force(tag);
  return text === 'option-type'
    ? 'was a bare type, not wrapped in mkOption.'
    : `was of type ${isString(text) ? nixStringLiteral(textOf(text)) : '…'}.`;
}

/** The option's type, `undefined` where it declares none. */
function typeOfTag(option: Lazy): OptionType | undefined {
  const type = getAttr(forceAttrs(option), 'type');
  return type === undefined ? undefined : typeFromValue(type);
}

/** Sets with exactly one of the attributes of `given`, which are options. */
export function attrTag(given: Attrs): OptionType {
  const tags = mapValues(given, (name, value) => lazy(() => checkedTag(given, name, value)));
  const choices = attrNames(tags).map(nixIdentifier).join(', ');
  const functor: TypeFunctor = {
    name: 'attrTag',
    payload: attrsOf({ tags }),
    make: (payload) => attrTag(tagsOf(payload)),
    join: (a, b) => attrsOf({ tags: joinTags(tagsOf(a), tagsOf(b)) }),
  };
  return makeType({
    name: 'attrTag',
    description: `attribute-tagged union with choices: ${choices}`,
    descriptionClass: 'noun',
    check: (lazyValue) => {
      const v = force(lazyValue);
      if (!(v instanceof Attrs)) return false;
      if (v.rest !== null) throw new UnknownSignal(v.rest.unknown);
      const [only, ...others] = attrNames(v);
      return only !== undefined && others.length === 0 && hasListed(tags, only);
    },
    merge: (loc, definitions) => mergeTagged(loc, definitions, tags),
    getSubOptions: (prefix) =>
      mapValues(tags, (name, option) =>
        lazy(() => updateAttrs(forceAttrs(option), attrsOf({ loc: [...prefix, name] }))),
      ),
    get subModules() {
      const inner = new Map<string, AttrEntry>();
      for (const name of attrNames(tags)) {
        const modules = typeOfTag(getAttr(tags, name) ?? null)?.subModules;
        if (modules !== undefined) inner.set(name, { value: modules });
      }
      return inner.size === 0 ? undefined : [attrsFromMap(inner)];
    },
    substSubModules: (modules) => attrTag(substituteTags(tags, modules)),
    functor,
    get nestedTypes() {
      return Object.fromEntries(attrNames(tags).map((n) => [n, forceAttrs(getAttr(tags, n) ?? null)]));
    },
  });
}

function tagsOf(payload: Attrs): Attrs {
  return forceAttrs(getAttr(payload, 'tags') ?? null);
}

function mergeTagged(loc: Loc, definitions: readonly Definition[], tags: Attrs): Value {
  const choiceOf = (d: Definition): string => attrNames(forceAttrs(d.value))[0] ?? '';
  const [first] = definitions;
  if (first === undefined) throw thrown(`The option \`${showOption(loc)}' has no definitions.`);
  const choice = choiceOf(first);
  const inner = definitions.map((d): Definition => {
    const other = choiceOf(d);
    if (other !== choice)
      throw new OptionError(
        'conflicting-definitions',
        loc,
        `The option \`${showOption(loc)}\` is defined both as \`${choice}\` and \`${other}\`, in ${filesOf(definitions)}.`,
        definitions,
      );
    const set = forceAttrs(d.value);
    return {
      file: d.file,
      value: getAttr(set, choice) ?? null,
      at: attrPosition(set, choice) ?? d.at,
      conditions: d.conditions,
    };
  });
  const option = getAttr(tags, choice);
  if (option === undefined) {
    const shown = nixIdentifier(choice);
    throw thrown(
      `The option \`${showOption(loc)}\` is defined as ${shown}, but ${shown} is not among the valid choices (${attrNames(tags).map(nixIdentifier).join(', ')}). Value ${choice} was defined in ${filesOf(definitions)}.`,
    );
  }
  const at = [...loc, choice];
  const evaluated = lazy(() => force(evalOption(declaredOption(at, forceAttrs(option)), inner).value));
  return attrsFromMap(new Map([[choice, { value: evaluated, at: inner[0]?.at }]]));
}

/** Tags of both; an option that both have is declared twice. */
function joinTags(a: Attrs, b: Attrs): Attrs {
  const common = mapValues(
    filterAttrs(b, (name) => hasListed(a, name)),
    (name, option) =>
      lazy(() => {
        const both = [getAttr(a, name) ?? null, option];
        const merged = mergeDeclarations(
          [name],
          both.map((options) => ({ file: '<attrTag {...}>', options, at: undefined })),
        );
        const lists = (part: string): Lazy[] =>
          both.flatMap((o) => [...forceList(orIfMissing(getAttr(forceAttrs(o), part), []))]);
        return updateAttrs(
          updateAttrs(merged.attrs, attrsOf({ type: lazy(() => typeValue(merged.mergedType)) })),
          attrsOf({ declarations: lists('declarations'), declarationPositions: lists('declarationPositions') }),
        );
      }),
  );
  return updateAttrs(updateAttrs(a, b), common);
}

/** Gives the submodules in the tags' types other modules; `modules` has them as `{ _file; imports = [ { tag = [ … ] } ]; }`. */
function substituteTags(tags: Attrs, modules: readonly Lazy[]): Attrs {
  const byTag = new Map<string, Lazy[]>();
  for (const m of modules) {
    const file = getAttr(forceAttrs(m), '_file') ?? null;
    for (const group of forceList(orIfMissing(getAttr(forceAttrs(m), 'imports'), [])))
      for (const name of attrNames(forceAttrs(group))) {
        const imports = getAttr(forceAttrs(group), name) ?? null;
        byTag.set(name, [...(byTag.get(name) ?? []), attrsOf({ _file: file, imports })]);
      }
  }
  return mapValues(tags, (name, option) => {
    const own = byTag.get(name);
    if (own === undefined) return option;
    return lazy(() => {
      const type = typeOfTag(option)?.substSubModules(own);
      return type === undefined ? force(option) : updateAttrs(forceAttrs(option), attrsOf({ type: typeValue(type) }));
    });
  });
}
