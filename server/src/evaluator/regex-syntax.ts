// POSIX extended regular expressions as Nix's `match` and `split` know them: libstdc++'s std::regex::extended, which
// works on bytes in the C locale. This file turns a pattern into an automaton; regex.ts runs it.

/** States of the automaton. Those with `alt` try it before `next`, except where regex.ts says otherwise. */
type State =
  | { readonly kind: 'accept' }
  | { readonly kind: 'bytes'; next: number; readonly accepts: Uint8Array }
  | { readonly kind: 'skip' | 'line-start' | 'line-end'; next: number }
  | { readonly kind: 'group-start' | 'group-end'; next: number; readonly group: number }
  | { readonly kind: 'either' | 'repeat'; next: number; readonly alt: number };

export interface Automaton {
  readonly states: readonly State[];
  readonly start: number;
  /** Capture groups, without the whole match. */
  readonly groups: number;
}

/** The pattern breaks a rule of the syntax. */
export class RegexSyntaxError extends Error {}
/** The pattern needs more states than libstdc++ allows. */
export class RegexTooLarge extends Error {}

/** Parses a pattern given as bytes (see `textToBytes`). Throws the two errors above. */
export function parseRegex(pattern: string): Automaton {
  return new Builder(pattern).build();
}

/** A piece of the automaton: where it starts, and the state whose `next` leads on. */
interface Sequence {
  readonly start: number;
  end: number;
}

const MAX_STATES = 100_000;
const UNSET = -1;

class Builder {
  private readonly states: State[] = [];
  private at = 0;
  private groups = 0;
  constructor(private readonly pattern: string) {}

  build(): Automaton {
    const body = this.disjunction();
    if (this.at < this.pattern.length) throw new RegexSyntaxError('unmatched )');
    this.link(body.end, this.add({ kind: 'accept' }));
    return { states: this.states, start: body.start, groups: this.groups };
  }

  private add(state: State): number {
    if (this.states.length >= MAX_STATES) throw new RegexTooLarge();
    return this.states.push(state) - 1;
  }

  private single(state: State): Sequence {
    const i = this.add(state);
    return { start: i, end: i };
  }

  private link(from: number, to: number): void {
    const state = this.states[from] as State;
    if (state.kind !== 'accept') state.next = to;
  }

  private append(a: Sequence, b: Sequence): void {
    this.link(a.end, b.start);
    a.end = b.end;
  }

  private take(c: string): boolean {
    if (this.pattern.charAt(this.at) !== c || c === '') return false;
    this.at++;
    return true;
  }

  private disjunction(): Sequence {
    let left = this.alternative();
    while (this.take('|')) {
      const right = this.alternative();
      const end = this.add({ kind: 'skip', next: UNSET });
      this.link(left.end, end);
      this.link(right.end, end);
      left = { start: this.add({ kind: 'either', alt: left.start, next: right.start }), end };
    }
    return left;
  }

  private alternative(): Sequence {
    const all = this.single({ kind: 'skip', next: UNSET });
    for (let term = this.term(); term !== undefined; term = this.term()) this.append(all, term);
    return all;
  }

  private term(): Sequence | undefined {
    if (this.take('^')) return this.single({ kind: 'line-start', next: UNSET });
    if (this.take('$')) return this.single({ kind: 'line-end', next: UNSET });
    const first = this.states.length;
    let atom = this.atom();
    if (atom === undefined) return undefined;
    for (let q = this.quantified(atom, first); q !== undefined; q = this.quantified(atom, first)) atom = q;
    return atom;
  }

  private atom(): Sequence | undefined {
    const c = this.pattern.charAt(this.at);
    if (c === '' || ')|*+?{'.includes(c)) return undefined;
    this.at++;
    switch (c) {
      case '.':
        return this.bytes(ANY);
      case '(':
        return this.group();
      case '[':
        return this.bytes(new BracketReader(this.pattern, this.at, (end) => (this.at = end)).read());
      case '\\': {
        const escaped = this.pattern.charAt(this.at++);
        if (escaped === '' || !'.[\\()*+?{|^$'.includes(escaped)) throw new RegexSyntaxError('bad escape');
        return this.bytes(oneByte(escaped));
      }
      default:
        return this.bytes(oneByte(c));
    }
  }

  private bytes(accepts: Uint8Array): Sequence {
    return this.single({ kind: 'bytes', next: UNSET, accepts });
  }

  private group(): Sequence {
    const group = this.groups++;
    const all = this.single({ kind: 'group-start', next: UNSET, group });
    this.append(all, this.disjunction());
    if (!this.take(')')) throw new RegexSyntaxError('unmatched (');
    this.append(all, this.single({ kind: 'group-end', next: UNSET, group }));
    return all;
  }

  private repeat(body: number): Sequence {
    return this.single({ kind: 'repeat', alt: body, next: UNSET });
  }

  /** The atom under the quantifier that follows, if one does. Its states are those from `first` on. */
  private quantified(atom: Sequence, first: number): Sequence | undefined {
    if (this.take('*')) {
      const loop = this.repeat(atom.start);
      this.link(atom.end, loop.start);
      return loop;
    }
    if (this.take('+')) {
      this.append(atom, this.repeat(atom.start));
      return atom;
    }
    if (this.take('?')) {
      const end = this.add({ kind: 'skip', next: UNSET });
      const maybe = this.repeat(atom.start);
      this.link(atom.end, end);
      this.link(maybe.start, end);
      return { start: maybe.start, end };
    }
    return this.take('{') ? this.counted(atom, first) : undefined;
  }

  private counted(atom: Sequence, first: number): Sequence {
    const found = /^([0-9]+)(?:(,)([0-9]*))?\}/.exec(this.pattern.slice(this.at, this.at + 32));
    if (found === null) throw new RegexSyntaxError('bad braces');
    this.at += found[0].length;
    const least = Number(found[1]);
    const unbounded = found[2] !== undefined && found[3] === '';
    const most = unbounded || found[2] === undefined ? least : Number(found[3]);
    if (most < least) throw new RegexSyntaxError('bad braces');
    const last = this.states.length;
    const copy = (): Sequence => this.copy(atom, first, last);
    const all = this.single({ kind: 'skip', next: UNSET });
    for (let i = 0; i < least; i++) this.append(all, copy());
    if (unbounded) {
      const body = copy();
      const loop = this.repeat(body.start);
      this.link(body.end, loop.start);
      this.append(all, loop);
      return all;
    }
    const end = this.add({ kind: 'skip', next: UNSET });
    for (let i = least; i < most; i++) {
      const body = copy();
      const maybe = this.repeat(body.start);
      this.link(maybe.start, end);
      this.link(all.end, maybe.start);
      all.end = body.end;
    }
    this.link(all.end, end);
    all.end = end;
    return all;
  }

  /** A copy of a piece whose states lie in [first, last); its end leads nowhere yet. */
  private copy(piece: Sequence, first: number, last: number): Sequence {
    const offset = this.states.length - first;
    const moved = (to: number): number => (to === UNSET ? UNSET : to + offset);
    for (let i = first; i < last; i++) {
      const state = this.states[i] as State;
      if (state.kind === 'accept') continue;
      const next = i === piece.end ? UNSET : moved(state.next);
      this.add('alt' in state ? { ...state, next, alt: moved(state.alt) } : { ...state, next });
    }
    return { start: piece.start + offset, end: piece.end + offset };
  }
}

function byteSet(accepts: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (accepts(byte) ? 1 : 0));
}

/** `.` is any byte but the null byte. */
const ANY = byteSet((byte) => byte !== 0);
const singles = new Map<string, Uint8Array>();

function oneByte(c: string): Uint8Array {
  let set = singles.get(c);
  if (set === undefined) singles.set(c, (set = byteSet((byte) => byte === c.charCodeAt(0))));
  return set;
}

const CLASSES: Readonly<Partial<Record<string, RegExp>>> = {
  alnum: /[A-Za-z0-9]/,
  alpha: /[A-Za-z]/,
  blank: /[ \t]/,

  cntrl: /[\x00-\x1f\x7f]/,
  digit: /[0-9]/,
  graph: /[!-~]/,
  lower: /[a-z]/,
  print: /[ -~]/,
  punct: /[!-/:-@[-`{-~]/,
  space: /[ \t\n\v\f\r]/,
  upper: /[A-Z]/,
  xdigit: /[0-9A-Fa-f]/,
  d: /[0-9]/,
  w: /[A-Za-z0-9_]/,
  s: /[ \t\n\v\f\r]/,
};

/** The names of the ASCII characters in `[[.name.]]` (POSIX, "Portable Character Set"), in their order. */
const COLLATING_NAMES: readonly string[] = [
  'NUL SOH STX ETX EOT ENQ ACK alert backspace tab newline vertical-tab form-feed carriage-return SO SI DLE DC1 DC2',
  'DC3 DC4 NAK SYN ETB CAN EM SUB ESC IS4 IS3 IS2 IS1 space exclamation-mark quotation-mark number-sign dollar-sign',
  'percent-sign ampersand apostrophe left-parenthesis right-parenthesis asterisk plus-sign comma hyphen period slash',
  'zero one two three four five six seven eight nine colon semicolon less-than-sign equals-sign greater-than-sign',
  'question-mark commercial-at A B C D E F G H I J K L M N O P Q R S T U V W X Y Z left-square-bracket backslash',
  'right-square-bracket circumflex underscore grave-accent a b c d e f g h i j k l m n o p q r s t u v w x y z',
  'left-curly-bracket vertical-line right-curly-bracket tilde DEL',
].flatMap((line) => line.split(' '));

/** Reads what stands between `[` and `]`. */
class BracketReader {
  private readonly set = new Uint8Array(256);
  /** A byte that a range may start from. */
  private last: number | 'class' | undefined;
  constructor(
    private readonly pattern: string,
    private at: number,
    private readonly done: (end: number) => void,
  ) {}

  read(): Uint8Array {
    const negated = this.peek() === '^';
    if (negated) this.at++;
    // Here `]` and `-` are ordinary.
    let first = true;
    while (first || this.peek() !== ']') {
      this.item(first);
      first = false;
    }
    if (typeof this.last === 'number') this.set[this.last] = 1;
    this.done(this.at + 1);
    return negated ? this.set.map((accepted) => 1 - accepted) : this.set;
  }

  private peek(): string {
    return this.pattern.charAt(this.at);
  }

  private item(first: boolean): void {
    const c = this.peek();
    if (c === '') throw new RegexSyntaxError('unmatched [');
    if (c === '[') {
      const named = /^\[([.:=])((?:(?!\1)[^])*)\1\]/.exec(this.pattern.slice(this.at));
      if (named !== null) {
        this.at += named[0].length;
        this.named(named[1] as string, named[2] as string);
        return;
      }
      if ('.:='.includes(this.pattern.charAt(this.at + 1) || ' ')) throw new RegexSyntaxError('unmatched [');
    }
    this.at++;
    if (c === '-' && !first) this.dash();
    else this.start(c.charCodeAt(0));
  }

  private start(byte: number): void {
    if (typeof this.last === 'number') this.set[this.last] = 1;
    this.last = byte;
  }

  private dash(): void {
    if (this.peek() === ']') {
      this.start(0x2d);
      return;
    }
    if (typeof this.last !== 'number') throw new RegexSyntaxError('a dash stands in the middle of brackets');
    const to = this.peek();
    if (to === '' || (to === '[' && '.:='.includes(this.pattern.charAt(this.at + 1) || ' ')))
      throw new RegexSyntaxError('bad range');
    this.at++;
    this.range(this.last, to.charCodeAt(0));
    this.last = undefined;
  }

  /** Bytes are compared as C's signed `char`. */
  private range(from: number, to: number): void {
    const signed = (byte: number): number => (byte < 128 ? byte : byte - 256);
    if (signed(from) > signed(to)) throw new RegexSyntaxError('bad range');
    for (let b = signed(from); b <= signed(to); b++) this.set[b & 0xff] = 1;
  }

  private named(kind: string, name: string): void {
    if (kind === '.') {
      const byte = COLLATING_NAMES.indexOf(name);
      if (byte < 0) throw new RegexSyntaxError('unknown collating element');
      this.start(byte);
      return;
    }
    if (typeof this.last === 'number') this.set[this.last] = 1;
    this.last = 'class';
    if (kind === ':') {
      const members = CLASSES[name.toLowerCase()];
      if (members === undefined) throw new RegexSyntaxError('unknown character class');
      for (let b = 0; b < 128; b++) if (members.test(String.fromCharCode(b))) this.set[b] = 1;
      return;
    }
    if (name.length !== 1) throw new RegexSyntaxError('unknown equivalence class');
    for (const c of [name.toLowerCase(), name.toUpperCase()]) this.set[c.charCodeAt(0) & 0xff] = 1;
  }
}
