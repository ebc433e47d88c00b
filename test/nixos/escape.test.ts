import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import {
  environmentLine,
  escapeShellArg,
  escapeShellArgs,
  jsonString,
  nixJson,
  settingText,
  storeNameProblem,
} from '../../server/src/nixos/index';
import { evaluateJson, evaluateOne, hasNix } from '../support/nix';

/** A Nix string literal with exactly this value. */
function literal(text: string): string {
  return `(builtins.fromJSON ${nixString(JSON.stringify(text))})`;
}

function nixString(text: string): string {
  return `"${text.replace(/["\\]/g, '\\$&').replaceAll('${', '\\${')}"`;
}

describe('escapeShellArg', () => {
  it.each([
    ['/run/t', "'/run/t'", '/run/t'],
    ['', "''", "''"],
    ["hydra's token", "'hydra'\\''s token'", "'hydra'\\''s token'"],
    ['a,b_c.d+e:f@g%h/i-j', "'a,b_c.d+e:f@g%h/i-j'", 'a,b_c.d+e:f@g%h/i-j'],
    ['x=y', "'x=y'", "'x=y'"],
    ['~', "'~'", "'~'"],
    ['größe', "'größe'", "'größe'"],
    ['‹config.x›', "'‹config.x›'", "'‹config.x›'"],
    ['a\n', "'a\n'", "'a\n'"],
  ])('writes %j as it was up to 24.05, and bare where it can from 24.11 on', (argument, before, after) => {
    expect(escapeShellArg('22.11', argument)).toBe(before);
    expect(escapeShellArg('24.05', argument)).toBe(before);
    expect(escapeShellArg('24.11', argument)).toBe(after);
    expect(escapeShellArg('26.05', argument)).toBe(after);
  });

  it('gives the shell back what it was given', () => {
    const args = ['plain', "it's", '$HOME `x` "y" \\', 'two\nlines', '', '*'];
    for (const release of ['24.05', '24.11'] as const) {
      const script = `printf '%s\\0' ${escapeShellArgs(release, args)}`;
      expect(execFileSync('bash', ['-c', script], { encoding: 'utf8' }).split('\0').slice(0, -1)).toEqual(args);
    }
  });
});

describe('JSON text', () => {
  it('sorts names and leaves no blanks', () => {
    expect(nixJson('25.05', { b: [1, 2n, true, null], a: 'x', 'a-b': { float: 1.5 } })).toBe(
      '{"a":"x","a-b":1.5,"b":[1,2,true,null]}',
    );
  });

  it('follows the library that Nix took up in 2.13', () => {
    expect(jsonString('22.11', '\b\f')).toBe('"\\u0008\\u000c"');
    expect(jsonString('23.05', '\b\f')).toBe('"\\b\\f"');
  });

  it.skipIf(!hasNix)('is what Nix 2.8 writes, control characters included (needs nix-instantiate)', () => {
    const text = `${Array.from({ length: 31 }, (_, i) => String.fromCharCode(i + 1)).join('')}"\\/é‹😀\u007f`;
    expect(jsonString('22.11', text)).toBe(evaluateJson(`builtins.toJSON ${literal(text)}`));
  });

  it.skipIf(!hasNix)('orders names as Nix does (needs nix-instantiate)', () => {
    const names = ['b', 'a', 'B', 'é', '😀', '\uffff', 'a-b', 'ab', '_'];
    const pairs = names.map((name) => `{ name = ${literal(name)}; value = 0; }`).join(' ');
    const ours = nixJson('22.11', Object.fromEntries(names.map((name) => [name, 0])));
    expect(ours).toBe(evaluateJson(`builtins.toJSON (builtins.listToAttrs [ ${pairs} ])`));
  });

  it('is what a line of Environment= holds', () => {
    expect(environmentLine('25.05', 'FOO', 'bar "baz" \\ %h')).toBe('Environment="FOO=bar \\"baz\\" \\\\ %h"');
  });
});

const SETTINGS = [
  ['true', true, 'true'],
  ['false', false, 'false'],
  ['null', null, ''],
  ['2', 2, '2'],
  ['(-7)', -7n, '-7'],
  ['1.5', { float: 1.5 }, '1.500000'],
  ['2.0', { float: 2 }, '2.000000'],
  ['"a b"', 'a b', 'a b'],
  ['[ "a" 1 true false null "b" ]', ['a', 1, true, false, null, 'b'], 'a 1 1   b'],
] as const;

describe('the text of a setting', () => {
  it.each(SETTINGS)('%s', (_source, value, text) => {
    expect(settingText(value)).toBe(text);
  });

  it.skipIf(!hasNix).each(SETTINGS)('%s: as Nix prints it (needs nix-instantiate)', (source, _value, text) => {
    const toOption = 'x: if x == true then "true" else if x == false then "false" else toString x';
    expect(evaluateJson(`(${toOption}) ${source}`)).toBe(text);
  });
});

const NAMES: readonly (readonly [name: string, problem: string | undefined])[] = [
  ['github-runner-a-config.json', undefined],
  ['a+b-c.d_e?f=G9', undefined],
  ['.hidden', undefined],
  ['x'.repeat(211), undefined],
  ['', 'must not be empty'],
  ['two words', 'holds a blank'],
  ['straße', 'holds `ß`'],
  ['a/b', 'holds `/`'],
  ['a\tb', 'holds the control character U+0009'],
  ['x'.repeat(212), 'has 212 characters'],
];

describe('a name in the Nix store', () => {
  it.each(NAMES)('%j', (name, problem) => {
    if (problem === undefined) expect(storeNameProblem(name)).toBeUndefined();
    else expect(storeNameProblem(name)).toContain(problem);
  });

  it.skipIf(!hasNix).each(NAMES)('%j: as Nix judges it (needs nix-instantiate)', (name, problem) => {
    const made = evaluateOne(`builtins.toFile ${literal(name)} ""`);
    expect(made).toMatch(problem === undefined ? /^"\/nix\/store\// : /^error: /);
  });

  // Nix 2.8 still takes these.
  it.each(['.', '..', '.-x', '..-x'])('%j', (name) => {
    expect(storeNameProblem(name)).toContain('begins with dots alone');
  });
});
