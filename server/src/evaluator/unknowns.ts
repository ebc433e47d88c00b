// Making unknown values out of unknown values. The result says which expression it stands for and keeps the first reason.
import { UnknownSignal } from './errors';
import { lazy } from './force';
import { sourceText, type Position } from './position';
import { Thunk, Unknown, force, isList, type Lazy, type List, type Value } from './values';

const MAX_EXPRESSION = 80;
/** Of more values than these it is not said which one an unknown value may be. */
export const MAX_ALTERNATIVES = 8;
/** A recursion that ends by what is not known would have possible values of possible values without end. */
const MAX_NESTED_ALTERNATIVES = 12;
/** How many alternatives are being forced inside of each other. */
let nesting = 0;

/** Source text on one line, shortened for reading. */
export function expressionAt(at: Position | undefined): string {
  if (at === undefined) return '…';
  const text = sourceText(at).replace(/\s+/g, ' ').trim();
  return text.length > MAX_EXPRESSION ? `${text.slice(0, MAX_EXPRESSION - 1)}…` : text;
}

/** The result of an operation at `at` that met `u`, with what is known of it all the same. */
export function derivedUnknown(
  u: Unknown,
  at: Position | undefined,
  { type, alternatives }: Partial<Pick<Unknown, 'type' | 'alternatives'>> = {},
): Unknown {
  if (at === undefined) return u.with({ type, alternatives, shown: undefined });
  return new Unknown(expressionAt(at), u.reason, at, type, alternatives, undefined, causeOf(u));
}

/** The value itself; an unknown one is signalled. */
export function known<T extends Value>(v: T): Exclude<T, Unknown> {
  if (v instanceof Unknown) throw new UnknownSignal(v);
  return v as Exclude<T, Unknown>;
}

/** The innermost unknown value that `u` comes from: itself, where it comes from no other. */
export function causeOf(u: Unknown): Unknown {
  return u.cause ?? u;
}

/** The value, with the place of the expression that gives it where it is unknown and no place is known. */
export function located(v: Value, at: Position | undefined): Value {
  if (!(v instanceof Unknown) || v.at !== undefined || at === undefined) return v;
  return v.with({ at });
}

const BARE_NAME = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/;

/** `u.name`, also for each alternative of `u`. */
export function selectUnknown(
  u: Unknown,
  name: string,
  select: (v: Value, name: string) => Value,
  at?: Position,
): Unknown {
  const shown = BARE_NAME.test(name) ? name : JSON.stringify(name);
  const bare = /^[^\s]+$/.test(u.expression) || /^\(.*\)$/.test(u.expression);
  const expression = `${bare ? u.expression : `(${u.expression})`}.${shown}`;
  return new Unknown(
    expression,
    u.reason,
    at ?? u.at,
    undefined,
    mapAlternatives(u, (v) => select(v, name)),
    undefined,
    u.cause,
  );
}

/** The alternatives of `u` under an operation that may fail on some of them; those are dropped. */
export function mapAlternatives(u: Unknown, f: (v: Value) => Value): readonly Lazy[] | undefined {
  return u.alternatives?.map((a) => lazy(() => f(force(a))));
}

/** The lists that a value may be, as far as they are known; of what may be no list, or any, there is an empty one. */
export function possibleLists(v: Value): readonly [List, ...List[]] {
  if (isList(v)) return [v];
  const alternatives = v instanceof Unknown ? (v.alternatives ?? []) : [];
  const [first, ...others] = alternatives.flatMap((a) => possibleLists(force(a)));
  return first === undefined ? [[]] : [first, ...others];
}

/**
 * The items of a list, as far as they are known: of several possible lists those of the longest, in which what not all
 * of them have is one of several values, nobody knows which; of a single possible one, which stands for what the list
 * holds at least, its items.
 */
export function possibleItems(v: Value): List {
  if (isList(v)) return v;
  if (!(v instanceof Unknown)) return [];
  const lists = possibleLists(v);
  const longest = lists.reduce((long, l) => (l.length > long.length ? l : long));
  return longest.map((item) =>
    lists.every((l) => l.includes(item)) ? item : derivedUnknown(v, undefined, { alternatives: [item] }),
  );
}

/** Whether a list may have items beside those of `possibleItems`. */
export function mayHoldMore(v: Value): boolean {
  if (!(v instanceof Unknown)) return false;
  const alternatives = v.alternatives ?? [];
  return alternatives.length < 2 || alternatives.some((a) => mayHoldMore(force(a)));
}

/** One of two values, depending on something unknown. */
export function eitherOf(condition: Unknown, options: readonly Lazy[], at: Position | undefined): Unknown {
  const flattened = options.flatMap((o) => {
    const v = o instanceof Thunk ? (o.code === null ? o.value : undefined) : o;
    return v instanceof Unknown && v.alternatives ? [...v.alternatives] : [o];
  });
  return new Unknown(
    expressionAt(at),
    condition.reason,
    at,
    undefined,
    flattened.length <= MAX_ALTERNATIVES && nesting < MAX_NESTED_ALTERNATIVES ? flattened.map(nested) : undefined,
    undefined,
    causeOf(condition),
  );
}

/** An alternative that knows how deep it lies in others. */
function nested(option: Lazy): Lazy {
  if (!(option instanceof Thunk) || option.code === null) return option;
  const depth = nesting + 1;
  return lazy(() => {
    const before = nesting;
    nesting = depth;
    try {
      return force(option);
    } finally {
      nesting = before;
    }
  });
}

/** Runs `f`; when it needs a concrete value and meets an unknown one, the result is unknown. */
export function orUnknown(at: Position | undefined, f: () => Value): Value {
  try {
    return f();
  } catch (error) {
    if (error instanceof UnknownSignal) return derivedUnknown(error.unknown, at);
    throw error;
  }
}
