// A fault outside of all large bindings: in the arguments at the top of a file, in a brace around everything that is
// missing. Long runs of bindings without a fault are parsed by themselves, and the text with one binding in the place of
// each as what it is, a short text with a fault. A run means the same wherever bindings may stand.
import type { AttrSetExpr, LegacyLet, Let, ParseResult, Span } from './ast';
import { isBlankText } from './lexer';
import { MAX_NESTING } from './lower';
import { movedBindings, movedNodes, replaced } from './moved';
import { childrenAt } from './visit';

/** Stands for a run of bindings. */
const STAND_IN = '_ = 0;';

/** A text, with the results of the runs in it: each as a set by itself, see `asSet`. */
export interface ParsedOutside {
  readonly result: ParseResult;
  readonly insides: readonly ParseResult[];
}

/** A run of bindings as a text. */
export function asSet(run: string): string {
  return `{${run}\n}`;
}

/**
 * The result of a text from those of its runs. `undefined` where a run has a fault of its own, or bindings cannot stand
 * in its place.
 * @param inside the result of a run, by its index, as a set by itself; told whether there is a fault outside of the runs
 */
export function parseOutside(
  text: string,
  runs: readonly Span[],
  inside: (index: number, isFaultOutside: boolean) => ParseResult | undefined,
  parse: (text: string) => ParseResult,
): ParsedOutside | undefined {
  const { hollow, places } = hollowed(text, runs);
  const around = parse(hollow);
  let { root, nesting } = around;
  const insides: ParseResult[] = [];
  // From the last to the first, so that the places of the others stay what they are.
  for (const [i, start] of [...places.entries()].reverse()) {
    const end = start + STAND_IN.length;
    const list = listWith({ start, end }, root);
    const isTouched = [...around.problems, ...around.comments].some(({ span }) => span.start < end && start < span.end);
    const run = list === undefined || isTouched ? undefined : inside(i, around.problems.length > 0);
    if (list === undefined || run?.root.kind !== 'AttrSet' || run.problems.length > 0) return undefined;
    const delta = run.text.length - asSet('').length - STAND_IN.length;
    root = replaced(root, { start, end, delta }, list.bindings, movedBindings(run.root.bindings, start - 1));
    nesting = Math.max(nesting, around.nesting + run.nesting);
    insides.unshift(run);
  }
  if (nesting >= MAX_NESTING) return undefined;
  const moved = <T extends { readonly span: Span }>(nodes: readonly T[]): T[] =>
    nodes.flatMap((node) => movedNodes([node], shiftAt(node.span.start, places, runs)));
  const own = insides.flatMap((run, i) => movedNodes(run.comments, (runs[i]?.start ?? 0) - 1));
  const comments = [...own, ...moved(around.comments)].sort((a, b) => a.span.start - b.span.start);
  return { insides, result: { text, root, problems: moved(around.problems), comments, nesting } };
}

/** What a run of bindings was in a text without a fault, as a set by itself; `undefined` where it was something else. */
export function insideOf(before: ParseResult, run: Span): ParseResult | undefined {
  const list = before.problems.length > 0 ? undefined : listAround(run, before.root);
  const bindings = list?.bindings.filter(({ span }) => span.start < run.end && run.start < span.end) ?? [];
  const first = bindings[0];
  const last = bindings.at(-1);
  if (first === undefined || last === undefined || first.span.start < run.start || last.span.end > run.end)
    return undefined;
  const isBlank = (start: number, end: number): boolean => isBlankText(before.text.slice(start, end));
  if (!isBlank(run.start, first.span.start) || !isBlank(last.span.end, run.end)) return undefined;
  const text = asSet(before.text.slice(run.start, run.end));
  const comments = before.comments.filter(({ span }) => run.start <= span.start && span.end <= run.end);
  const root: AttrSetExpr = {
    kind: 'AttrSet',
    span: { start: 0, end: text.length },
    recursive: false,
    bindings: movedBindings(bindings, 1 - run.start),
  };
  return { text, root, problems: [], comments: movedNodes(comments, 1 - run.start), nesting: before.nesting };
}

function hollowed(text: string, runs: readonly Span[]): { hollow: string; places: readonly number[] } {
  let hollow = '';
  let at = 0;
  const places = runs.map(({ start, end }) => {
    hollow += text.slice(at, start);
    at = end;
    hollow += STAND_IN;
    return hollow.length - STAND_IN.length;
  });
  return { hollow: hollow + text.slice(at), places };
}

/** How far behind its place in the hollow text something is in the text. */
function shiftAt(offset: number, places: readonly number[], runs: readonly Span[]): number {
  return runs.reduce(
    (sum, { start, end }, i) => ((places[i] ?? Infinity) < offset ? sum + end - start - STAND_IN.length : sum),
    0,
  );
}

type BindingList = AttrSetExpr | LegacyLet | Let;

/** The innermost expression around a span, if it is a list of bindings. */
function listAround({ start, end }: Span, root: ParseResult['root']): BindingList | undefined {
  let at = root;
  for (;;) {
    const inner = childrenAt(at, { start, end }).find(({ span }) => span.start <= start && end <= span.end);
    if (inner === undefined) break;
    at = inner;
  }
  return at.kind === 'AttrSet' || at.kind === 'Let' || at.kind === 'LegacyLet' ? at : undefined;
}

/** The list that has a binding at exactly this place. */
function listWith(place: Span, root: ParseResult['root']): BindingList | undefined {
  const list = listAround(place, root);
  return list?.bindings.some(({ span }) => span.start === place.start && span.end === place.end) ? list : undefined;
}
