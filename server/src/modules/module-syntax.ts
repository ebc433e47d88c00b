// Modules in one form, whatever they are written as (lib.modules.unifyModuleSyntax).
import {
  EMPTY_ATTRS,
  attrNames,
  attrPosition,
  attrsOf,
  filterAttrs,
  getAttr,
  hasListed,
  orIfMissing,
} from '../evaluator/attrs';
import { coerceToString, forceList } from '../evaluator/coerce';
import { NixError } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { textOf } from '../evaluator/strings';
import { force, type Attrs, type Lazy, type Unknown } from '../evaluator/values';
import { nixStringLiteral } from '../nixpkgs-lib/nix-syntax';
import { mkMerge } from './properties';

/** A module in its canonical form. */
export interface Module {
  /** Shown in messages as the place of its definitions. */
  readonly file: string;
  /** Identity: modules with the same key are one. */
  readonly key: string;
  readonly class: string | undefined;
  readonly imports: Lazy;
  readonly disabled: Lazy;
  readonly options: Lazy;
  readonly config: Lazy;
  /** Where its configuration is written or where it is imported, for errors in it. */
  readonly at: Position | undefined;
  /** The module is imported only under these conditions, which cannot be known. */
  readonly conditions: readonly Unknown[];
}

/** Attributes that may stand beside `config` in a module (lib.modules.unifyModuleSyntax). */
export const MODULE_ATTRIBUTES: ReadonlySet<string> = new Set([
  '_class',
  '_file',
  'key',
  'disabledModules',
  'imports',
  'options',
  'config',
  'meta',
  'freeformType',
]);
const SHORTHAND_ATTRIBUTES = new Set([
  '_class',
  '_file',
  'key',
  'disabledModules',
  'require',
  'imports',
  'freeformType',
]);

/**
 * The module that a set is. `file` and `key` are what it is called unless it says itself; `at` is where it is imported.
 * Throws nixpkgs' errors about attributes that do not belong there.
 */
export function unifyModule(m: Attrs, file: string, key: string, at?: Position): Module {
  const text = (name: string, fallback: string): string => {
    const v = hasListed(m, name) ? getAttr(m, name) : undefined;
    return v === undefined ? fallback : textOf(coerceToString(v, { more: true }));
  };
  const part = (name: string, fallback: Lazy): Lazy =>
    hasListed(m, name) ? orIfMissing(getAttr(m, name), fallback) : fallback;
  const moduleClass = force(part('_class', null));
  const common = {
    file: text('_file', file),
    key: text('key', key),
    class: moduleClass === null ? undefined : textOf(coerceToString(moduleClass, {})),
    disabled: part('disabledModules', []),
    at: attrPosition(m, 'config') ?? at,
    conditions: [],
  };
  const withFreeform = (config: Lazy): Lazy =>
    hasListed(m, 'freeformType')
      ? mkMerge([config, attrsOf({ _module: attrsOf({ freeformType: part('freeformType', null) }) })])
      : config;
  const imports = part('imports', []);
  if (hasListed(m, 'config') || hasListed(m, 'options')) {
    checkAttributes(m, common.key, at);
    const config = part('config', EMPTY_ATTRS);
    const withMeta = hasListed(m, 'meta') ? mkMerge([config, attrsOf({ meta: part('meta', null) })]) : config;
    return { ...common, imports, options: part('options', EMPTY_ATTRS), config: withFreeform(withMeta) };
  }
  const required = forceList(part('require', []));
  return {
    ...common,
    imports: required.length === 0 ? imports : [...required, ...forceList(imports)],
    options: EMPTY_ATTRS,
    config: withFreeform(filterAttrs(m, (name) => !SHORTHAND_ATTRIBUTES.has(name))),
  };
}

function checkAttributes(m: Attrs, key: string, at: Position | undefined): void {
  const bad = attrNames(m).filter((n) => !MODULE_ATTRIBUTES.has(n));
  const [first] = bad;
  if (first === undefined) return;
  throw new NixError(
    `Module \`${key}' has an unsupported attribute \`${first}'. This is caused by introducing a top-level \`config' or \`options' attribute. Add configuration attributes immediately on the top level instead, or move all of them (namely: ${bad.join(' ')}) into the explicit \`config' attribute.`,
    attrPosition(m, first) ?? at,
    'thrown',
  );
}

/** Throws nixpkgs' error about a module that is for another kind of configuration. */
export function checkClass(m: Module, wanted: string | undefined): void {
  if (wanted === undefined || m.class === undefined || m.class === wanted) return;
  const [own, expected] = [nixStringLiteral(m.class), nixStringLiteral(wanted)];
  throw new NixError(
    `The module \`${m.file}\` (class: ${own}) cannot be imported into a module evaluation that expects class ${expected}.\n\nHelp:\n- Ensure that you are importing the correct module.\n- Verify that the module's \`_class\`, ${own} matches the expected \`class\` ${expected}.\n- If you are using a custom class, make sure it is correctly defined and used consistently across your modules.\n`,
    m.at,
    'thrown',
  );
}

/** The canonical form as Nix code sees it. */
export function moduleValue(m: Module): Attrs {
  return attrsOf({
    _file: m.file,
    _class: m.class ?? null,
    key: m.key,
    disabledModules: m.disabled,
    imports: m.imports,
    options: m.options,
    config: m.config,
  });
}
