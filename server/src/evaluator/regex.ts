// Running POSIX regular expressions with the choices of libstdc++, in time proportional to text × states.
//
// libstdc++ walks depth first: a repetition goes on as long as that leads to a match; of two alternatives the longer
// match wins, and the left one where both are equally long. What a state leads to depends on the rest of the text
// alone, so instead of walking back and forth, one pass forward finds the states that can be met at each place, and
// one pass backward gives each its best match.
import { NixError } from './errors';
import { RegexSyntaxError, RegexTooLarge, parseRegex, type Automaton } from './regex-syntax';
import { tick } from './session';
import { textToBytes } from './strings';

/** Where a match and its groups lie, in bytes; a group that took no part is `undefined`. */
export interface RegexMatch {
  readonly start: number;
  readonly end: number;
  readonly groups: readonly (readonly [start: number, end: number] | undefined)[];
}

/** What a state leads to: the match's end, and the borders of groups on the way. */
interface Found {
  readonly end: number;
  readonly borders: Border | undefined;
}
interface Border {
  readonly group: number;
  readonly opens: boolean;
  readonly at: number;
  readonly next: Border | undefined;
}

interface RunMode {
  /** The match must reach the end of the text. */
  readonly whole: boolean;
  /** The match must not be empty. */
  readonly filled: boolean;
}

class Regex {
  /** Bytes that a match can start with; `undefined` when it can be empty. */
  private readonly firstBytes: Uint8Array | undefined;
  private readonly mark: Int32Array;
  private generation = 0;
  /** Rounds of each repetition that consumed nothing so far; libstdc++ allows two. */
  private readonly rounds: Uint8Array;

  constructor(private readonly automaton: Automaton) {
    this.mark = new Int32Array(automaton.states.length);
    this.rounds = new Uint8Array(automaton.states.length);
    this.firstBytes = this.findFirstBytes();
  }

  /** Matches all of `text` (bytes, see `textToBytes`). */
  matchWhole(text: string): RegexMatch | undefined {
    return this.run(text, 0, { whole: true, filled: false });
  }

  /** All matches from left to right, as `std::regex_iterator` walks them. */
  *matches(text: string): Generator<RegexMatch> {
    let found = this.search(text, 0);
    while (found !== undefined) {
      yield found;
      const { start, end } = found;
      if (end > start) {
        found = this.search(text, end);
        continue;
      }
      if (end === text.length) return;
      // After an empty match: a filled one at the same place, else whatever comes further on.
      found = this.run(text, end, { whole: false, filled: true }) ?? this.search(text, end + 1);
    }
  }

  private search(text: string, from: number): RegexMatch | undefined {
    const { firstBytes } = this;
    for (let start = from; start <= text.length; start++) {
      if (firstBytes !== undefined && (start === text.length || firstBytes[text.charCodeAt(start)] === 0)) continue;
      tick();
      const found = this.run(text, start, { whole: false, filled: false });
      if (found !== undefined) return found;
    }
    return undefined;
  }

  private findFirstBytes(): Uint8Array | undefined {
    const first = new Uint8Array(256);
    let canBeEmpty = false;
    this.generation++;
    this.walkEmpty(this.automaton.start, undefined, 0, (state) => {
      if (state.kind === 'accept') canBeEmpty = true;
      else if (state.kind === 'bytes') for (let b = 0; b < 256; b++) if (state.accepts[b] === 1) first[b] = 1;
    });
    return canBeEmpty ? undefined : first;
  }

  /** Visits what can be reached without consuming, each state once per generation; without a text, assertions hold. */
  private walkEmpty(
    from: number,
    text: string | undefined,
    at: number,
    visit: (state: Automaton['states'][number]) => void,
  ): void {
    const { states } = this.automaton;
    const stack = [from];
    for (let i = stack.pop(); i !== undefined; i = stack.pop()) {
      if (this.mark[i] === this.generation) continue;
      this.mark[i] = this.generation;
      const state = states[i];
      if (state === undefined) continue;
      switch (state.kind) {
        case 'accept':
        case 'bytes':
          visit(state);
          break;
        case 'either':
        case 'repeat':
          stack.push(state.next, state.alt);
          break;
        case 'line-start':
          if (text === undefined || at === 0) stack.push(state.next);
          break;
        case 'line-end':
          if (text === undefined || at === text.length) stack.push(state.next);
          break;
        case 'skip':
        case 'group-start':
        case 'group-end':
          stack.push(state.next);
      }
    }
  }

  private run(text: string, start: number, mode: RunMode): RegexMatch | undefined {
    // A run that ran out of budget may have left some.
    this.rounds.fill(0);
    const levels = this.reach(text, start);
    let after: Answers = NO_ANSWERS;
    for (let i = levels.length - 1; i >= 0; i--) {
      const at = start + i;
      const answers = new Map<number, Found | undefined>();
      for (const entry of levels[i] as readonly number[])
        answers.set(entry, this.best(entry, { text, start, at, mode, after }));
      after = answers;
    }
    const found = after.get(this.automaton.start);
    return found && { start, end: found.end, groups: this.groupsOf(found) };
  }

  /** For each place from `start` on, the states that a step before it may lead to. */
  private reach(text: string, start: number): readonly (readonly number[])[] {
    const levels: number[][] = [];
    let entries = [this.automaton.start];
    for (let at = start; entries.length > 0; at++) {
      tick();
      levels.push(entries);
      if (at === text.length) break;
      const byte = text.charCodeAt(at);
      const next: number[] = [];
      this.generation++;
      for (const entry of entries)
        this.walkEmpty(entry, text, at, (state) => {
          if (state.kind === 'bytes' && state.accepts[byte] === 1 && !next.includes(state.next)) next.push(state.next);
        });
      entries = next;
    }
    return levels;
  }

  private best(from: number, place: Place): Found | undefined {
    tick();
    const { text, at, mode } = place;
    let i = from;
    for (;;) {
      const state = this.automaton.states[i];
      if (state === undefined) return undefined;
      switch (state.kind) {
        case 'accept':
          if ((mode.whole && at !== text.length) || (mode.filled && at === place.start)) return undefined;
          return { end: at, borders: undefined };
        case 'bytes':
          return at < text.length && state.accepts[text.charCodeAt(at)] === 1 ? place.after.get(state.next) : undefined;
        case 'skip':
          break;
        case 'line-start':
          if (at !== 0) return undefined;
          break;
        case 'line-end':
          if (at !== text.length) return undefined;
          break;
        case 'group-start':
        case 'group-end': {
          const found = this.best(state.next, place);
          const { group } = state;
          return (
            found && {
              end: found.end,
              borders: { group, opens: state.kind === 'group-start', at, next: found.borders },
            }
          );
        }
        case 'either': {
          const left = this.best(state.alt, place);
          const right = this.best(state.next, place);
          return left !== undefined && (right === undefined || right.end <= left.end) ? left : right;
        }
        case 'repeat': {
          const rounds = this.rounds[i] as number;
          if (rounds < 2) {
            this.rounds[i] = rounds + 1;
            const found = this.best(state.alt, place);
            this.rounds[i] = rounds;
            if (found !== undefined) return found;
          }
        }
      }
      i = state.next;
    }
  }

  /** The last borders of each group on the way count. */
  private groupsOf(found: Found): RegexMatch['groups'] {
    const starts: number[] = [];
    const groups = new Array<readonly [number, number] | undefined>(this.automaton.groups).fill(undefined);
    for (let b = found.borders; b !== undefined; b = b.next) {
      if (b.opens) starts[b.group] = b.at;
      else groups[b.group] = [starts[b.group] as number, b.at];
    }
    return groups;
  }
}

type Answers = ReadonlyMap<number, Found | undefined>;
const NO_ANSWERS: Answers = new Map();

interface Place {
  readonly text: string;
  readonly start: number;
  readonly at: number;
  readonly mode: RunMode;
  /** Best matches of the states that a step from here leads to. */
  readonly after: Answers;
}

const MAX_CACHED = 1000;
const cache = new Map<string, Regex>();

/** The regular expression for a pattern; throws Nix's errors for those that are not valid or too large. */
export function regex(pattern: string): Regex {
  let known = cache.get(pattern);
  if (known !== undefined) return known;
  try {
    known = new Regex(parseRegex(textToBytes(pattern)));
  } catch (error) {
    if (error instanceof RegexSyntaxError) throw new NixError(`invalid regular expression '${pattern}'`);
    if (error instanceof RegexTooLarge) throw new NixError(`memory limit exceeded by regular expression '${pattern}'`);
    throw error;
  }
  if (cache.size >= MAX_CACHED) cache.clear();
  cache.set(pattern, known);
  return known;
}
