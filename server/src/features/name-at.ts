// The name under the cursor, and what it stands for as far as the text tells.
import type { AttrName, Expr, HasAttr, InheritBinding, ParseResult, Select, Span } from '../syntax/ast';
import { scopesOf, type Reference, type ScopeVariable } from '../syntax/scopes';
import { nodeAt } from '../syntax/visit';
import { attributeAt, type AttributeAt } from './attribute-path';

/** The attribute `path` of the value of `from`: `a.b` in `x.a.b.c`, or `a` in `inherit (x) a`. */
export interface Selection {
  readonly from: Expr;
  /** Up to the name under the cursor. */
  readonly path: readonly AttrName[];
  readonly in: Select | HasAttr | InheritBinding;
}

/** A name. It can stand for several things at once: `inherit (x) a` in a `let` selects an attribute and binds a variable. */
export interface NameAt {
  readonly span: Span;
  /** The expressions around it, from the root. */
  readonly chain: readonly Expr[];
  /** A use of a variable, or of a name that no scope of the file has. */
  readonly reference: Reference | undefined;
  /** The variable that is defined here. */
  readonly defines: ScopeVariable | undefined;
  readonly selection: Selection | undefined;
  /** The attribute that is defined here. */
  readonly attribute: AttributeAt | undefined;
}

/** The name at an offset (UTF-16), a cursor behind its end included; `undefined` where there is none. */
export function nameAt(parse: ParseResult, offset: number): NameAt | undefined {
  const touches = ({ start, end }: Span): boolean => start <= offset && offset <= end;
  const chain = nodeAt(parse.root, offset);
  const scopes = scopesOf(parse);
  const reference = scopes.references.find(({ span }) => touches(span));
  const defines = scopes.variables.find(({ definitions }) => definitions.some(({ span }) => touches(span)));
  const selection = selectionAt(chain, touches);
  const attribute = attributeAt(parse.root, offset);
  const span =
    reference?.span ??
    defines?.definitions.find((definition) => touches(definition.span))?.span ??
    selection?.path.at(-1)?.span ??
    attribute?.span;
  return span && { span, chain, reference, defines, selection, attribute };
}

function selectionAt(chain: readonly Expr[], touches: (span: Span) => boolean): Selection | undefined {
  const last = chain.at(-1);
  switch (last?.kind) {
    case 'Select':
    case 'HasAttr': {
      const at = last.path.findIndex(({ span }) => touches(span));
      return at < 0 ? undefined : { from: last.target, path: last.path.slice(0, at + 1), in: last };
    }
    case 'AttrSet':
    case 'Let':
    case 'LegacyLet':
      for (const binding of last.bindings) {
        if (binding.kind === 'value' || binding.from === undefined) continue;
        const name = binding.names.find(({ span }) => touches(span));
        if (name !== undefined) return { from: binding.from, path: [name], in: binding };
      }
      return undefined;
    default:
      return undefined;
  }
}
