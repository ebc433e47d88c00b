// JSON as `builtins.fromJSON` reads it: strict, with 64-bit integers apart from floats.
import { attrsFromMap, type AttrEntry } from './attrs';
import { NixError } from './errors';
import { checkListLength, tick } from './session';
import { NixFloat, type Value } from './values';

/** Throws a `NixError` with line and column on anything that is not one JSON value. */
export function parseJson(text: string): Value {
  const reader = new JsonReader(text);
  const v = reader.value();
  reader.end();
  return v;
}

// JSON's own blanks; JavaScript's \s knows more.
const BLANKS = /[ \t\n\r]*/y;
const NUMBER = /-?(?:0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?/y;

const PLAIN = /[^"\\\u0000-\u001f]*/y;
const ESCAPES: Readonly<Record<string, string>> = {
  '"': '"',
  '\\': '\\',
  '/': '/',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
};

class JsonReader {
  private at: number;
  constructor(private readonly text: string) {
    // A byte order mark may stand before the value.
    this.at = text.startsWith('\ufeff') ? 1 : 0;
  }

  value(): Value {
    tick();
    this.skipBlanks();
    switch (this.text.charAt(this.at)) {
      case '{':
        return this.object();
      case '[':
        return this.array();
      case '"':
        return this.string();
      case 't':
        return this.literal('true', true);
      case 'f':
        return this.literal('false', false);
      case 'n':
        return this.literal('null', null);
      default:
        return this.number();
    }
  }

  /** Only blanks may follow the value. */
  end(): void {
    this.skipBlanks();
    if (this.at < this.text.length) this.unexpected('the end of the text');
  }

  private skipBlanks(): void {
    this.match(BLANKS);
  }

  private match(pattern: RegExp): RegExpExecArray | null {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text);
    if (found !== null) this.at = pattern.lastIndex;
    return found;
  }

  private fail(what: string): never {
    const before = this.text.slice(0, this.at);
    const line = before.split('\n').length;
    const column = this.at - before.lastIndexOf('\n');
    throw new NixError(`parse error in JSON at line ${line}, column ${column}: ${what}`);
  }

  private unexpected(wanted: string): never {
    const c = this.text.codePointAt(this.at);
    this.fail(`unexpected ${c === undefined ? 'end of input' : `'${String.fromCodePoint(c)}'`}; expected ${wanted}`);
  }

  private literal<T>(word: string, v: T): T {
    if (!this.text.startsWith(word, this.at)) this.unexpected('a value');
    this.at += word.length;
    return v;
  }

  private number(): Value {
    const found = this.match(NUMBER);
    if (found === null) this.unexpected('a value');
    const [digits, fraction, exponent] = found;
    if (fraction === undefined && exponent === undefined) {
      const n = BigInt(digits);
      if (n >= -9007199254740991n && n <= 9007199254740991n) return Number(n) + 0;
      if (n >= -(2n ** 63n) && n < 2n ** 63n) return n;
      if (n > 0 && n < 2n ** 64n) throw new NixError(`unsigned JSON number ${n} is outside of the range of integers`);
    }
    const f = Number(digits);
    if (!Number.isFinite(f)) this.fail(`number overflow parsing '${digits}'`);
    return new NixFloat(f);
  }

  private string(): string {
    this.at++;
    let out = '';
    for (;;) {
      out += this.match(PLAIN)?.[0] ?? '';
      const c = this.text.charAt(this.at);
      if (c === '"') break;
      if (c === '\\') out += this.escape();
      else this.fail(c === '' ? 'missing closing quote' : 'control characters must be escaped in a string');
    }
    this.at++;
    if (out.includes('\0')) this.fail('the string contains a null byte, which a Nix string cannot');
    return out;
  }

  private escape(): string {
    const c = this.text.charAt(this.at + 1);
    this.at += 2;
    if (c !== 'u') return ESCAPES[c] ?? this.fail(`unknown escape '\\${c}'`);
    const high = this.hex();
    if (high >= 0xdc00 && high < 0xe000) this.fail('the second half of a surrogate pair stands alone');
    if (high < 0xd800 || high > 0xdbff) return String.fromCharCode(high);
    if (!this.text.startsWith('\\u', this.at)) this.fail('the first half of a surrogate pair stands alone');
    this.at += 2;
    const low = this.hex();
    if (low < 0xdc00 || low > 0xdfff) this.fail('the first half of a surrogate pair stands alone');
    return String.fromCharCode(high, low);
  }

  private hex(): number {
    const digits = this.text.slice(this.at, this.at + 4);
    if (!/^[0-9a-fA-F]{4}$/.test(digits)) this.fail("'\\u' must be followed by four hexadecimal digits");
    this.at += 4;
    return parseInt(digits, 16);
  }

  private array(): Value {
    const items: Value[] = [];
    this.at++;
    this.skipBlanks();
    if (this.text.charAt(this.at) === ']') {
      this.at++;
      return items;
    }
    for (;;) {
      items.push(this.value());
      this.skipBlanks();
      const c = this.text.charAt(this.at);
      if (c !== ',' && c !== ']') this.unexpected("',' or ']'");
      this.at++;
      if (c === ']') break;
    }
    checkListLength(items.length);
    return items;
  }

  private object(): Value {
    const entries = new Map<string, AttrEntry>();
    this.at++;
    this.skipBlanks();
    if (this.text.charAt(this.at) === '}') {
      this.at++;
      return attrsFromMap(entries);
    }
    for (;;) {
      this.skipBlanks();
      if (this.text.charAt(this.at) !== '"') this.unexpected('an object key');
      const name = this.string();
      this.skipBlanks();
      if (this.text.charAt(this.at) !== ':') this.unexpected("':'");
      this.at++;
      // The last of several members with one name counts.
      entries.set(name, { value: this.value() });
      this.skipBlanks();
      const c = this.text.charAt(this.at);
      if (c !== ',' && c !== '}') this.unexpected("',' or '}'");
      this.at++;
      if (c === '}') break;
    }
    return attrsFromMap(entries);
  }
}
