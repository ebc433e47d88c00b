// Names in `inherit …;`.
import type { Expr, InheritBinding, Span } from '../syntax/ast';
import { nodeAt } from '../syntax/visit';

/** The `inherit` with a name at exactly this place. */
export function inheritAt(root: Expr, { start, end }: Span): InheritBinding | undefined {
  const holder = nodeAt(root, start).at(-1);
  const bindings = holder?.kind === 'AttrSet' || holder?.kind === 'Let' ? holder.bindings : [];
  return bindings.find(
    (b): b is InheritBinding =>
      b.kind === 'inherit' && b.names.some(({ span }) => span.start === start && span.end === end),
  );
}
