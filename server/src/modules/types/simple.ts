// Types of plain values, and of values that the module system does not look into.
import { attrsOf as attrsetOf, getAttr, hasListed } from '../../evaluator/attrs';
import { primOp } from '../../evaluator/builtins/primop';
import { call } from '../../evaluator/call';
import { UnknownSignal } from '../../evaluator/errors';
import { lazy } from '../../evaluator/force';
import { Attrs, Unknown, force, typeOf, type Value } from '../../evaluator/values';
import { isStringLike } from '../../nixpkgs-lib/string-escape';
import { thrown } from '../../nixpkgs-lib/support';
import { showFiles, showOption, type Definition, type Loc } from '../definition';
import { makeType, mergeEqual, mergeOne } from '../make-type';
import { typeFromValue, typeValue, type OptionType } from '../option-type';
import { mergeDeclarations } from '../options';
import { typeTag } from '../properties';
import { attrsOf } from './attribute-sets';

export const raw: OptionType = makeType({
  name: 'raw',
  description: 'raw value',
  descriptionClass: 'noun',
  merge: mergeOne,
});

export const unspecified: OptionType = makeType({
  name: 'unspecified',
  description: 'unspecified value',
  descriptionClass: 'noun',
});

export const bool: OptionType = makeType({
  name: 'bool',
  description: 'boolean',
  descriptionClass: 'noun',
  check: (v) => typeof force(v) === 'boolean',
  merge: mergeEqual,
});

export const boolByOr: OptionType = makeType({
  name: 'boolByOr',
  description: 'boolean (merged using or)',
  descriptionClass: 'noun',
  check: (v) => typeof force(v) === 'boolean',
  merge: (_, definitions) =>
    definitions.some((d) => d.conditions.length === 0 && force(d.value) === true) || maybe(definitions),
  mergeWithUnknown: (_, definitions) =>
    definitions.some((d) => d.conditions.length === 0 && force(d.value) === true) || maybe(definitions),
});

/** The disjunction when no certain definition is true. */
function maybe(definitions: readonly Definition[]): Value {
  for (const d of definitions) {
    const v = force(d.value);
    if (v instanceof Unknown) return v;
    const [condition] = d.conditions;
    if (v === true && condition !== undefined) return condition;
  }
  return false;
}

type AnyKind = 'stringCoercibleSet' | ReturnType<typeof typeOf>;

function kindOf(v: Value): AnyKind {
  if (!(v instanceof Attrs)) return typeOf(v);
  // Of a set of which not all names are known, only what it lists counts.
  const isText = v.rest === null ? isStringLike(v) : ['outPath', '__toString'].some((name) => hasListed(v, name));
  return isText ? 'stringCoercibleSet' : 'set';
}

export const anything: OptionType = makeType({
  name: 'anything',
  description: 'anything',
  descriptionClass: 'noun',
  merge: mergeAnything,
  mergeWithUnknown: (loc, definitions) => {
    const kinds = new Set(definitions.map((d) => kindOf(force(d.value))));
    kinds.delete('unknown');
    if (kinds.size === 1 && kinds.has('set')) return attrsOf(anything).merge(loc, definitions);
    throw new UnknownSignal(definitions.map((d) => force(d.value)).find((v) => v instanceof Unknown) as Unknown);
  },
});

function mergeAnything(loc: Loc, definitions: readonly Definition[]): Value {
  const kinds = definitions.map((d) => kindOf(force(d.value)));
  if (kinds.some((k) => k !== kinds[0]))
    throw thrown(
      `The option \`${showOption(loc)}' has conflicting option types in ${showFiles(definitions.map((d) => d.file))}`,
    );
  switch (kinds[0]) {
    case 'set':
      return attrsOf(anything).merge(loc, definitions);
    case 'stringCoercibleSet':
      return mergeOne(loc, definitions);
    case 'lambda':
      return primOp('merged functions', 1, (arg) =>
        mergeAnything(
          [...loc, '<function body>'],
          definitions.map((d) => ({ ...d, value: lazy(() => call(force(d.value), arg)) })),
        ),
      );
    default:
      return mergeEqual(loc, definitions);
  }
}

/** A set with `_type`; unknown sets may have any. */
function hasTag(v: Value, tag: string): boolean {
  if (v instanceof Unknown) throw new UnknownSignal(v);
  return typeTag(v) === tag;
}

export const luaInline: OptionType = makeType({
  name: 'luaInline',
  description: 'inline lua',
  descriptionClass: 'noun',
  check: (v) => hasTag(force(v), 'lua-inline'),
  merge: mergeEqual,
});

/** The type of an option's type, as `_module.freeformType` has it; several definitions are merged into one type. */
export const optionType: OptionType = makeType({
  name: 'optionType',
  description: 'optionType',
  descriptionClass: 'noun',
  check: (v) => hasTag(force(v), 'option-type'),
  merge: (loc, definitions) => {
    const [only] = definitions;
    if (definitions.length === 1 && only) return force(only.value);
    const declarations = definitions.map((d) => ({
      file: d.file,
      options: attrsetOf({ _type: 'option', type: lazy(() => typeValue(typeFromValue(d.value))) }),
      at: d.at,
    }));
    return typeValue(mergeDeclarations(loc, declarations).type);
  },
});

export const optionDeclaration: OptionType = makeType({
  name: 'optionDeclaration',
  description: 'option declaration',
  descriptionClass: 'noun',
  check: (lazyValue) => {
    const v = force(lazyValue);
    return hasTag(v, 'option') && !(v instanceof Attrs && (hasListed(v, 'value') || getAttr(v, 'value') !== undefined));
  },
});
