// Which attribute a name in the text stands for, told from the syntax alone: the path of names that leads to it.
import type { Apply, Binding, Expr, Span } from '../syntax/ast';
import { staticName, calleeName } from '../syntax/names';
import { nodeAt } from '../syntax/visit';

/** A name in a path of attributes; `undefined` where it is computed, as in `genAttrs names (name: { … })`. */
export type PathName = string | undefined;

/** An attribute's name under the cursor. */
export interface AttributeAt {
  /** From the outermost set of the expression to the name itself: `services`, `github-runners`, `web`, `url`. */
  readonly path: readonly PathName[];
  /** The name itself. */
  readonly span: Span;
}

/**
 * The attribute whose name is at an offset (UTF-16); `undefined` where there is none. Properties (`mkIf`, `mkMerge`),
 * functions, `let`, `with` and operators around a set do not change its path; a `let` variable begins a new one.
 */
export function attributeAt(root: Expr, offset: number): AttributeAt | undefined {
  const chain = nodeAt(root, offset);
  const set = chain.at(-1);
  if (set?.kind !== 'AttrSet') return undefined;
  for (const binding of set.bindings) {
    const names = binding.kind === 'value' ? binding.path : binding.names;
    const at = names.findIndex((name) => name.span.start <= offset && offset <= name.span.end);
    const name = names[at];
    if (name === undefined) continue;
    const own = binding.kind === 'value' ? names.slice(0, at + 1) : [name];
    return { path: [...placeOf(chain).path, ...own.map(staticName)], span: name.span };
  }
  return undefined;
}

/** Where the expression at the end of a chain stands. */
export interface ExpressionPlace {
  readonly path: readonly PathName[];
  /** Whether the path begins at the file's own value, rather than at a variable or another expression inside of it. */
  readonly rooted: boolean;
}

/** The path that leads to the expression at the end of `chain`. */
export function placeOf(chain: readonly Expr[]): ExpressionPlace {
  let path: PathName[] = [];
  let rooted = true;
  for (const [i, outer] of chain.entries()) {
    const inner = chain[i + 1];
    if (inner === undefined) break;
    const step = stepInto(outer, inner);
    rooted &&= step !== undefined;
    // `mapAttrs'` makes attributes of pairs, so that one name is meant by both.
    const isSame = step?.length === 1 && step[0] === undefined && path.length > 0 && path.at(-1) === undefined;
    path = step === undefined ? [] : isSame && calleeName(outer) === PAIR ? path : [...path, ...step];
  }
  return { path, rooted };
}

/** The names between an expression and a part of it; `undefined` where the part is no part of its value. */
function stepInto(outer: Expr, inner: Expr): readonly PathName[] | undefined {
  switch (outer.kind) {
    case 'AttrSet': {
      const binding = outer.bindings.find((b): b is Extract<Binding, { kind: 'value' }> => isValueOf(b, inner));
      return binding?.path.map(staticName);
    }
    case 'Let':
    case 'With':
    case 'Assert':
      return inner === outer.body ? [] : undefined;
    case 'If':
      return inner === outer.condition ? undefined : [];
    case 'Apply':
      return inner === outer.arg ? argumentStep(outer) : inner.kind === 'Apply' ? [] : undefined;
    case 'Lambda':
      return inner === outer.body ? [] : undefined;
    case 'List':
    case 'Binary':
      return [];
    default:
      return undefined;
  }
}

function isValueOf(binding: Binding, inner: Expr): boolean {
  return binding.kind === 'value' && binding.value === inner;
}

const PAIR = 'nameValuePair';

/**
 * The argument, counted from 0, that is the value of an attribute with a computed name, or a function giving the value of
 * each attribute of a set of them.
 */
export const MAKES_ATTRIBUTES: Readonly<Partial<Record<string, number>>> = {
  genAttrs: 1,
  "genAttrs'": 1,
  mapAttrs: 0,
  "mapAttrs'": 0,
  [PAIR]: 1,
};

/** The names between a call and its argument: a computed one where the argument makes a set's attributes, else none. */
export function argumentStep(apply: Apply): readonly PathName[] {
  let index = 0;
  for (let { fn } = apply; fn.kind === 'Apply'; fn = fn.fn) index++;
  const callee = calleeName(apply);
  return callee !== undefined && MAKES_ATTRIBUTES[callee] === index ? [undefined] : [];
}

/**
 * The end of `path` that begins with `anchor`, the last such one; `undefined` when it does not hold the anchor. With
 * `services` as the anchor, `flake.modules.services.github-runner` gives `services.github-runner`.
 */
export function pathFrom(path: readonly PathName[], anchor: readonly string[]): readonly PathName[] | undefined {
  for (let start = path.length - anchor.length; start >= 0; start--)
    if (anchor.every((name, i) => path[start + i] === name)) return path.slice(start);
  return undefined;
}
