// Names of the arguments that a function takes in a set.
import type { AttrSetExpr, Expr } from '../../syntax/ast';
import type { NameContext } from '../cursor/contexts';
import { functionHelp } from '../function-help';
import { quickly, valueOfExpression, type Moment } from '../moment';
import { RANK, type CompletionItem } from './item';
import { nameInsert, siblings } from './options';

/** The arguments that the function whose argument is the set around the cursor has; those without a default first. */
export function argumentItems(moment: Moment, context: NameContext): CompletionItem[] {
  const { set, dotted, chain } = context;
  const fn = set === undefined || dotted ? undefined : functionOf(set, chain);
  if (fn === undefined) return [];
  const args = quickly(moment, () => {
    const value = valueOfExpression(moment, fn);
    return value === undefined ? undefined : functionHelp(moment.release, value, moment.programAt)?.parameters[0]?.args;
  });
  const given = siblings(context);
  return (args ?? [])
    .filter(({ name }) => !given.has(name))
    .map(({ name, isOptional }) => ({
      label: name,
      kind: 'option',
      detail: isOptional ? 'argument with a default' : 'argument',
      ...nameInsert(context, name, '$1'),
      rank: isOptional ? RANK.fitting : RANK.wanted,
    }));
}

/** What is called with the set as its argument. */
function functionOf(set: AttrSetExpr, chain: readonly Expr[]): Expr | undefined {
  const call = chain.find((expr) => expr.kind === 'Apply' && expr.arg === set);
  return call?.kind === 'Apply' ? call.fn : undefined;
}
