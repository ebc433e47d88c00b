// Attributes of evaluated values.
import { attrEntries, getAttr } from '../../evaluator/attrs';
import { Attrs, Closure, PrimOp, Thunk, Unknown, force, isList, type Lazy, type Value } from '../../evaluator/values';
import { nixIdentifier } from '../../nixpkgs-lib/nix-syntax';
import { configEntries } from '../../rules/system-config';
import type { Expr } from '../../syntax/ast';
import type { SelectContext, SetReference } from '../cursor/contexts';
import { referenceByValue, referenceMarkdown } from '../function-references';
import { attributeBelow, hostOf, quickly, valueOf, valueOfExpression, type Moment } from '../moment';
import { setSummary, valueText } from '../show-value';
import { RANK, writtenName, type CompletionItem } from './item';

/** A name with its value, where that is known. */
export type NamedValue = readonly [name: string, value: Lazy | undefined];

/** Sets with more names than people look through; packages are not listed anyhow. */
const MAX_NAMES = 2000;

/** The attributes behind a dot. */
export function attributeItems(moment: Moment, context: SelectContext): CompletionItem[] {
  const { of, chain, quoted } = context;
  if (of === undefined) return [];
  const found = attributesOfReference(moment, chain, of);
  return found.map((attribute) => ({
    ...namedItem(moment, attribute, RANK.asked),
    ...writtenName({ quoted }, attribute[0]),
  }));
}

/** The attributes of the set that a reference leads to. */
export function attributesOfReference(moment: Moment, chain: readonly Expr[], of: SetReference): NamedValue[] {
  const { names, target } = of;
  return (
    quickly(moment, () => {
      if (target !== undefined) {
        const value = valueOfExpression(moment, target);
        return attributesOf(value && attributeBelow(value, names));
      }
      const own = attributesOf(valueOf(moment, chain, names));
      return [...own, ...definedNames(moment, chain, names, own)];
    }) ?? []
  );
}

/** The listed attributes of a set; none of a package set, nor of what is not known. */
export function attributesOf(value: Value | undefined): NamedValue[] {
  if (value instanceof Unknown) return (value.alternatives ?? []).flatMap((v) => attributesOf(force(v)));
  if (!(value instanceof Attrs)) return [];
  const entries = [...attrEntries(value)];
  if (entries.length > MAX_NAMES || getAttr(value, '_type') === 'pkgs') return [];
  return entries.filter(([name]) => !name.startsWith('_')).map(([name, v]) => [name, v] as const);
}

/** What the files of the host define below `config`, whether or not they declare it. */
function definedNames(
  moment: Moment,
  chain: readonly Expr[],
  [variable = '', ...path]: readonly string[],
  own: readonly NamedValue[],
): NamedValue[] {
  const host = hostOf(moment)?.host;
  if (host === undefined || valueOf(moment, chain, [variable]) !== host.evaluation.config) return [];
  const known = new Set(own.map(([name]) => name));
  const below = host.evaluation
    .unmatched()
    .flatMap(({ loc }) =>
      loc.length > path.length && path.every((name, i) => loc[i] === name) ? [loc[path.length]] : [],
    );
  const entries = configEntries(host, path)?.map(({ name }) => name) ?? [];
  const names = new Set(
    [...below, ...entries].filter((name): name is string => name !== undefined && !known.has(name)),
  );
  return [...names].filter((name) => !name.startsWith('_')).map((name) => [name, undefined] as const);
}

/** A name whose value is shown when somebody asks for it; nothing is evaluated for the list. */
export function namedItem(moment: Moment, [name, lazy]: NamedValue, rank: number): CompletionItem {
  const written = nixIdentifier(name);
  const value = lazy instanceof Thunk ? (lazy.code === null ? lazy.value : undefined) : lazy;
  const isFunction = value instanceof PrimOp || value instanceof Closure;
  const type =
    value instanceof PrimOp ? quickly(moment, () => referenceByValue(moment.release, value)?.type) : undefined;
  return {
    label: written,
    kind: isFunction ? 'function' : 'attribute',
    ...(type !== undefined && { detail: type }),
    ...(written !== name && { filter: name }),
    rank,
    documentation: () => (lazy === undefined ? undefined : valueMarkdown(moment, lazy)),
  };
}

/** What a value is, in Markdown. */
function valueMarkdown(moment: Moment, lazy: Lazy): string | undefined {
  const value = quickly(moment, () => force(lazy));
  if (value === undefined) return undefined;
  if (value instanceof Unknown) return `\`‹${value.expression}›\` is not known: ${value.reason}.`;
  if (value instanceof PrimOp) {
    const reference = quickly(moment, () => referenceByValue(moment.release, value));
    return reference === undefined ? 'A function.' : referenceMarkdown(reference);
  }
  if (value instanceof Closure) return 'A function.';
  if (value instanceof Attrs && getAttr(value, 'type') !== 'derivation')
    return setSummary(attributesOf(value).map(([name]) => name));
  if (isList(value) && value.length > 100) return `A list of ${value.length} elements.`;
  const text = quickly(moment, () => valueText(hostOf(moment) ?? moment, value, true));
  return text && `\`\`\`nix\n${text}\n\`\`\``;
}
