// `lib.modules`' functions on properties (`mkIf`, `mkForce`, `mkBefore` …) and on definitions that hold them.
import { attrsOf, getAttr, updateAttrs } from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { forceAttrs, forceBool, forceInt, forceList } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import { textOf } from '../evaluator/strings';
import { Attrs, force, type Lazy, type Value } from '../evaluator/values';
import {
  deprecated,
  functions,
  interpolated,
  thrown,
  warn,
  takingFormals,
  type LibTable,
} from '../nixpkgs-lib/support';
import { definitionFromValue, mkDefinition, type Definition } from './definition';
import {
  NO_PRIORITY,
  ORDER,
  PRIORITY,
  dischargeProperties,
  mkIf,
  mkMerge,
  mkOrder,
  mkOverride,
  pushDownProperties,
  typeTag,
} from './properties';

/** A value as a definition of no file. */
function bare(value: Lazy): Definition {
  return { file: '<unknown-file>', value, at: undefined, conditions: [] };
}

/** A property (`_type = tag`) that is the value of a definition as Nix code has it; `undefined` when it is another value. */
function propertyOf(def: Lazy, tag: string): Attrs | undefined {
  const value = getAttr(forceAttrs(def), 'value');
  const v = value === undefined ? undefined : force(value);
  return v instanceof Attrs && typeTag(v) === tag ? v : undefined;
}

/** The definition with the property's content in place of the property, and what else `more` says. */
function stripped(def: Lazy, property: Attrs, more: Readonly<Record<string, Lazy>> = {}): Attrs {
  return updateAttrs(forceAttrs(def), attrsOf({ value: getAttr(property, 'content') ?? null, ...more }));
}

/** Sets that are no definitions pass as they are, as in nixpkgs. */
function overridden(defs: Lazy): { readonly values: Value; readonly highestPrio: number } {
  const prioritised = forceList(defs).map((def) => {
    const property = propertyOf(def, 'override');
    if (property === undefined) return { def, priority: PRIORITY.plain };
    return { def: stripped(def, property), priority: Number(forceInt(getAttr(property, 'priority') ?? null)) };
  });
  const highestPrio = prioritised.reduce((p, d) => Math.min(p, d.priority), NO_PRIORITY);
  return { values: prioritised.filter((d) => d.priority === highestPrio).map((d) => d.def), highestPrio };
}

function sorted(defs: Lazy): Value {
  const ordered = forceList(defs).map((def) => {
    const property = propertyOf(def, 'order');
    if (property === undefined) {
      const own = getAttr(forceAttrs(def), 'priority');
      return { def, order: own === undefined ? ORDER.plain : Number(forceInt(own)) };
    }
    const priority = getAttr(property, 'priority') ?? null;
    return { def: stripped(def, property, { priority }), order: Number(forceInt(priority)) };
  });
  return ordered.sort((a, b) => a.order - b.order).map((d) => d.def);
}

/** `f` applied to the values inside of the properties that a definition is made of. */
function mapDefinitionValue(f: Lazy, definition: Lazy): Value {
  const v = force(definition);
  const mapped = (name: string): Value => {
    const attrs = v as Attrs;
    const inner = lazy(() => mapDefinitionValue(f, getAttr(attrs, name) ?? null));
    return updateAttrs(attrs, attrsOf({ [name]: inner }));
  };
  switch (typeTag(v)) {
    case 'merge': {
      const attrs = v as Attrs;
      const contents = lazy(() =>
        forceList(getAttr(attrs, 'contents') ?? null).map((inner) => lazy(() => mapDefinitionValue(f, inner))),
      );
      return updateAttrs(attrs, attrsOf({ contents }));
    }
    case 'if':
    case 'override':
    case 'order':
      return mapped('content');
    case 'definition':
      return mapped('value');
    default:
      return call(force(f), v);
  }
}

const withPriority = (priority: number): readonly [number, (v: Lazy) => Value] => [1, (v) => mkOverride(priority, v)];
const withOrder = (order: number): readonly [number, (v: Lazy) => Value] => [1, (v) => mkOrder(order, v)];

/** The functions of `lib.modules` that make properties or take them out of definitions, and their numbers, by name. */
export const propertyFunctions: LibTable = {
  ...functions({
    mkIf: [2, mkIf],
    mkAssert: [
      3,
      (assertion, message, content) =>
        mkIf(
          lazy(() => {
            if (forceBool(assertion)) return true;
            throw thrown(`\nFailed assertion: ${textOf(interpolated(message))}`);
          }),
          content,
        ),
    ],
    mkMerge: [1, mkMerge],
    mkOverride: [2, mkOverride],
    mkOptionDefault: withPriority(PRIORITY.optionDefault),
    mkDefault: withPriority(PRIORITY.default),
    mkImageMediaOverride: withPriority(PRIORITY.imageMedia),
    mkForce: withPriority(PRIORITY.force),
    mkVMOverride: withPriority(PRIORITY.vm),
    mkFixStrictness: [
      1,
      (v) => {
        warn(
          'lib.mkFixStrictness has no effect and will be removed. It returns its argument unmodified, so you can just remove any calls.',
        );
        return force(v);
      },
    ],
    mkOrder: [2, mkOrder],
    mkBefore: withOrder(ORDER.before),
    mkAfter: withOrder(ORDER.after),
    mapDefinitionValue: [2, mapDefinitionValue],
    dischargeProperties: [1, (value) => dischargeProperties(bare(value)).map((d) => d.value)],
    pushDownProperties: [1, (config) => pushDownProperties(config)],
    filterOverrides: [1, (defs) => overridden(defs).values],
    "filterOverrides'": [1, (defs) => attrsOf(overridden(defs))],
    sortProperties: [1, sorted],
  }),
  mkDefinition: takingFormals(
    'mkDefinition',
    { file: false, value: false },
    (args) => mkDefinition(definitionFromValue(args)),
    { ellipsis: true },
  ),
  defaultOverridePriority: PRIORITY.plain,
  defaultPriority: deprecated(
    'lib.modules.defaultPriority is deprecated, please use lib.modules.defaultOverridePriority instead.',
    PRIORITY.plain,
  ),
  defaultOrderPriority: ORDER.plain,
};
