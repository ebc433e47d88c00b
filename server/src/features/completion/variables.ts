// Variables in scope, keywords, and names to inherit.
import { builtins, globalNames } from '../../evaluator/builtins/index';
import { getAttr } from '../../evaluator/attrs';
import { attempt } from '../../evaluator/errors';
import { force } from '../../evaluator/values';
import { runnerOptions } from '../../nixos';
import type { Expr } from '../../syntax/ast';
import type { ExpressionContext, FormalContext, InheritContext } from '../cursor/contexts';
import { hostOf, namesAt, quickly, type Moment } from '../moment';
import { argumentNames } from '../value-at';
import { attributesOf, attributesOfReference, namedItem, type NamedValue } from './attributes';
import { RANK, type CompletionItem } from './item';

/** Variables of `let`, functions, `rec` and `with`, then what is in scope everywhere. */
export function variableItems(moment: Moment, chain: readonly Expr[]): CompletionItem[] {
  const { own, more } = variablesAt(moment, chain);
  const hidden = new Set([...own, ...more].map(([name]) => name));
  const globals = globalNames
    .filter((name) => !hidden.has(name) && !CONSTANTS.has(name))
    .map((name): NamedValue => [name, name === 'builtins' ? builtins : getAttr(builtins, name)]);
  return [
    ...own.map((variable): CompletionItem => asVariable(namedItem(moment, variable, RANK.named))),
    ...more.map((name) => namedItem(moment, name, RANK.general)),
    ...globals.map((name) => namedItem(moment, name, RANK.general)),
  ];
}

/** Names of the outermost scope that stand with the keywords. */
const CONSTANTS: ReadonlySet<string> = new Set(['true', 'false', 'null']);

function asVariable(item: CompletionItem): CompletionItem {
  return item.kind === 'attribute' ? { ...item, kind: 'variable' } : item;
}

/** Variables, and the names that `with` brings beside them. */
function variablesAt(moment: Moment, chain: readonly Expr[]): { own: NamedValue[]; more: NamedValue[] } {
  return (
    quickly(moment, () => {
      const { variables, withs } = namesAt(moment, chain);
      const more = new Map<string, NamedValue>();
      for (const scope of withs)
        for (const entry of attributesOf(attempt(() => force(scope))))
          if (!variables.has(entry[0]) && !more.has(entry[0])) more.set(entry[0], entry);
      return { own: [...variables], more: [...more.values()] };
    }) ?? { own: [], more: [] }
  );
}

const EXPRESSION_KEYWORDS = ['let', 'if', 'with', 'assert', 'rec', 'true', 'false', 'null'] as const;

/** Keywords that begin an expression, or, first of all, those that go on with the construct around it. */
export function keywordItems({ keywords, argument }: ExpressionContext): CompletionItem[] {
  return [
    ...keywords.map((label) => keyword(label, RANK.fitting)),
    ...(argument ? [] : EXPRESSION_KEYWORDS).map((label) => keyword(label)),
  ];
}

export function keyword(label: string, rank: number = RANK.keyword): CompletionItem {
  return { label, kind: 'keyword', rank };
}

/** Names that `inherit` can take over; those that are options of a runner first. */
export function inheritItems(moment: Moment, context: InheritContext): CompletionItem[] {
  const names = new Set(context.names);
  const { from } = context;
  if (context.hasFrom) {
    const found = from === undefined ? [] : attributesOfReference(moment, context.chain, from);
    return found.filter(([name]) => !names.has(name)).map((entry) => namedItem(moment, entry, RANK.asked));
  }
  const options = new Set(runnerOptions(moment.release, 'plural').map(({ name }) => name));
  const { own, more } = variablesAt(moment, context.chain);
  return [...own, ...more]
    .filter(([name]) => !names.has(name))
    .map((entry) => asVariable(namedItem(moment, entry, options.has(entry[0]) ? RANK.asked : RANK.named)));
}

/** The arguments that a module can take. */
export function formalItems(moment: Moment, { names, isModule }: FormalContext): CompletionItem[] {
  const host = hostOf(moment);
  if (host === undefined || !isModule) return [];
  const given = quickly(moment, () => argumentNames(host)) ?? [];
  return [...new Set(given)]
    .filter((name) => !names.includes(name))
    .map((label) => ({ label, kind: 'variable', detail: 'argument of modules', rank: RANK.asked }));
}
