// Hash notations, XML and TOML.
import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { evaluateOne, hasNix } from '../support/nix';
import { evaluate } from './store-support';

const SAME: Readonly<Record<string, string>> = {
  'XML of plain values': 'builtins.toXML [ 1 (-9223372036854775807) true false null 1.5 1.0e100 0.1 "" /a/b ]',
  'XML of texts that need escapes': `builtins.toXML "a<b>&c\\"d'e\\n\\t\\r"`,
  'XML of sets': 'builtins.toXML { b = 1; a = { }; "x y" = [ ]; "<&>" = { c.d = 2; }; }',
  'XML of functions':
    'builtins.toXML [ (x: x) ({ b, a ? 1 }: 1) ({ ... }: 1) ({ a, ... }@all: 1) builtins.map (builtins.map (x: x)) derivation ]',
  'XML of a derivation':
    'builtins.toXML (derivation { name = "a"; builder = "b"; system = "x"; outputs = [ "out" "dev" ]; })',
  'XML of something like a derivation':
    'builtins.toXML [ { type = "derivation"; a = 1; } { type = "derivation"; drvPath = "/x"; outPath = 1; b = 2; } { type = 1; } ]',
  'context of XML': 'builtins.attrNames (builtins.getContext (builtins.toXML { a = "${builtins.toFile "x" ""}"; }))',
  'TOML of plain values': `builtins.fromTOML "a = 1\\nb = -2.5\\nc = true\\nd = 'x'\\ne = [1, [2, 'y']]\\nf = 0xff\\ng = 1_000\\nh = 1e3"`,
  'TOML of tables': 'builtins.fromTOML "[a.b]\\nc = 1\\n[[x]]\\ny = 1\\n[[x]]\\ny = 2\\n[a]\\nd = { e = 1, f.g = 2 }"',
  'TOML of texts': `builtins.fromTOML ''a = "\\u00e9\\n\\"" \nb = """\nx\ny"""\nc = '\\n' ''`,
  'TOML of limits':
    'builtins.fromTOML "a = 9223372036854775807\\nb = -9223372036854775808\\nc = inf\\nd = -inf\\ne = nan\\nf = 0.1"',
  'TOML of tables that come back':
    'builtins.fromTOML "[a.b]\\nc = 1\\n[a]\\nd = 2\\n[[x.y]]\\nz.w = 1\\n[x.y.v]\\nu = 1\\n[[x.y]]\\n[x.y.v]\\nu = 2"',
  'TOML of nothing': 'builtins.fromTOML ""',
  'TOML with odd keys': `builtins.fromTOML "'a b' = 1\\n1234 = 2\\n'' = 3\\n__proto__ = 4\\nconstructor.x = 5"`,
};

const FAIL: Readonly<Record<string, readonly [expression: string, message: RegExp]>> = {
  'XML of an error': ['builtins.toXML { a = throw "x"; }', /^error: x$/],
  'TOML without a value': ['builtins.fromTOML "a ="', /^error: while parsing TOML: /],
  'TOML with an escape of TOML 1.1': [`builtins.fromTOML ''a = "\\e"''`, /^error: while parsing TOML: /],
  'TOML with a line break in an inline table': [
    'builtins.fromTOML "a = {b = 1,\\n c = 2}"',
    /^error: while parsing TOML: /,
  ],
  'TOML with a comma at the end of an inline table': [
    'builtins.fromTOML "a = {b = 1,}"',
    /^error: while parsing TOML: /,
  ],
  'TOML with a table after a value of its name': [
    'builtins.fromTOML "a = {}\\na.b = 1"',
    /^error: while parsing TOML: /,
  ],
  'TOML with a key twice': ['builtins.fromTOML "a = 1\\na = 2"', /^error: while parsing TOML: /],
  'TOML of a number': ['builtins.fromTOML 1', /^error: expected a string but found an integer$/],
  'TOML of a store path': ['builtins.fromTOML (builtins.toFile "x" "")', /is not allowed to refer to a store path/],
};

/** Dates and times, as Nix's feature `parse-toml-timestamps` gives them. */
const TIMESTAMPS: readonly (readonly [written: string, value: string])[] = [
  ['1979-05-27', '1979-05-27'],
  ['07:32:00', '07:32:00'],
  ['00:32:00.999999', '00:32:00.999999'],
  ['00:32:00.5', '00:32:00.500'],
  ['00:32:00.1234', '00:32:00.123400'],
  ['00:32:00.12345678987', '00:32:00.123456789'],
  ['00:32:00.000', '00:32:00'],
  ['1979-05-27T07:32:00', '1979-05-27T07:32:00'],
  ['1979-05-27 07:32:00Z', '1979-05-27T07:32:00Z'],
  ['1979-05-27t07:32:00z', '1979-05-27T07:32:00Z'],
  ['1979-05-27T07:32:00+00:00', '1979-05-27T07:32:00Z'],
  ['1979-05-27T00:32:00.999999-07:00', '1979-05-27T00:32:00.999999-07:00'],
];

describe('toXML and fromTOML', () => {
  it.each(TIMESTAMPS)('the date or time %s of TOML is a timestamp', (written, value) => {
    expect(evaluate(`builtins.fromTOML "a = ${written}"`)).toBe(
      `{ a = { _type = "timestamp"; value = "${value}"; }; }`,
    );
  });

  it('an integer beyond 64 bits is an error', () => {
    expect(evaluate('builtins.fromTOML "a = 0x1ffffffffffffffff"')).toMatch(/^error: integer overflow/);
  });

  it.each([`k = "a\\u0000b"`, `"k\\u0000" = 1`])('the null byte of %s is an error', (toml) => {
    expect(evaluate(`builtins.fromTOML ''${toml}''`)).toMatch(
      /^error: while parsing TOML: a text contains a null byte/,
    );
  });

  it.each(['1979-02-30', '25:00:00', '1979-05-27T07:32'])('%s is no date or time', (written) => {
    expect(evaluate(`builtins.fromTOML "a = ${written}"`)).toMatch(/^error: while parsing TOML: /);
  });

  it.skipIf(!hasNix).each(Object.entries(SAME))('%s: as real Nix (needs nix-instantiate)', (_what, expression) => {
    const expected = evaluateOne(expression);
    expect(expected).not.toMatch(/^error/);
    expect(evaluate(expression)).toBe(expected);
  });

  it.each(Object.entries(FAIL))('%s is an error', (_what, [expression, message]) => {
    expect(evaluate(expression)).toMatch(message);
  });

  it.skipIf(!hasNix).each(Object.entries(FAIL))(
    '%s is an error in real Nix too (needs nix-instantiate)',
    (_what, [expression]) => {
      expect(evaluateOne(expression)).toMatch(/^error: /);
    },
  );

  it('an unknown part leaves the rest of the XML known', () => {
    expect(evaluate('builtins.toXML { a = 1; b = "x<${nope}>"; c = nope; }', { tolerant: true })).toBe(
      JSON.stringify(
        [
          "<?xml version='1.0' encoding='utf-8'?>",
          '<expr>',
          '  <attrs>',
          '    <attr name="a">',
          '      <int value="1" />',
          '    </attr>',
          '    <attr name="b">',
          '      <string value="x&lt;‹nope›&gt;" />',
          '    </attr>',
          '    <attr name="c">',
          '      ‹nope›',
          '    </attr>',
          '  </attrs>',
          '</expr>',
          '',
        ].join('\n'),
      ),
    );
  });

  it('TOML with an unknown part is unknown', () => {
    expect(evaluate('builtins.fromTOML "a = ${nope}"', { tolerant: true })).toBe('‹builtins.fromTOML "a = ${nope}"›');
  });
});

describe('convertHash', () => {
  const convert = (hash: string, format: string, algorithm?: string): string =>
    evaluate(
      `builtins.convertHash { hash = "${hash}"; toHashFormat = "${format}"; ${algorithm === undefined ? '' : `hashAlgo = "${algorithm}";`} }`,
    );
  const hex = 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad';

  it('gives each notation (examples of the Nix manual and of FIPS 180)', () => {
    expect(convert(hex, 'sri', 'sha256')).toBe('"sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="');
    expect(convert(`sha256:${hex}`, 'base64')).toBe('"ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="');
    expect(convert('sha256-ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0=', 'base16')).toBe(`"${hex}"`);
  });

  it.skipIf(!hasNix).each(['md5', 'sha1', 'sha256', 'sha512'])(
    '%s to and from base 32, as real Nix (needs nix-hash)',
    (algorithm) => {
      const base16 = evaluateOne(`builtins.hashString "${algorithm}" "abc"`).slice(1, -1);
      const { stdout } = spawnSync('nix-hash', ['--type', algorithm, '--to-base32', base16], { encoding: 'utf8' });
      const base32 = stdout.trim();
      expect(base32).not.toBe('');
      expect(convert(base16, 'nix32', algorithm)).toBe(`"${base32}"`);
      expect(convert(base16, 'base32', algorithm)).toBe(`"${base32}"`);
      expect(convert(base32, 'base16', algorithm)).toBe(`"${base16}"`);
    },
  );

  it('refuses what is no hash', () => {
    expect(convert(hex, 'sri')).toBe(
      `error: hash '${hex}' does not include a type, nor is the type otherwise known from context`,
    );
    expect(convert(`sha1:${hex}`, 'sri', 'sha256')).toBe(`error: hash 'sha1:${hex}' should have type 'sha256'`);
    expect(convert('abc', 'sri', 'sha256')).toBe("error: hash 'abc' has wrong length for hash algorithm 'sha256'");
    expect(convert('x'.repeat(64), 'sri', 'sha256')).toBe(`error: invalid base-16 hash '${'x'.repeat(64)}'`);
    expect(convert('e'.repeat(52), 'sri', 'sha256')).toBe(`error: invalid base-32 hash '${'e'.repeat(52)}'`);
    expect(convert('sha256-AAAA', 'base16')).toBe("error: invalid SRI hash 'AAAA'");
    expect(convert(hex, 'base8', 'sha256')).toBe(
      "error: unknown hash format 'base8', expect 'base16', 'base32', 'base64', or 'sri'",
    );
    expect(convert(hex, 'sri', 'crc')).toBe(
      "error: unknown hash algorithm 'crc', expect 'blake3', 'md5', 'sha1', 'sha256', or 'sha512'",
    );
  });
});
