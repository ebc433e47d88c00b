import { readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';

interface LanguageConfiguration {
  readonly wordPattern: string;
  readonly indentationRules: { readonly increaseIndentPattern: string; readonly decreaseIndentPattern: string };
}

const { wordPattern, indentationRules } = JSON.parse(
  readFileSync(path.resolve(import.meta.dirname, '../../syntaxes/language-configuration.json'), 'utf8'),
) as LanguageConfiguration;

const matches = (pattern: string, line: string): boolean => new RegExp(pattern).test(line);

describe('the line after', () => {
  test.each(['services.x = {', 'a = [ # labels', 'let', '  a =', "script = ''", 'foo (', 'a = lib.mkIf cond {'])(
    '%s is indented further',
    (line) => expect(matches(indentationRules.increaseIndentPattern, line)).toBe(true),
  );

  test.each(['a = { };', '{ lib, ... }:', 'in', '};', "''", '# let', 'a = 1;', "s = ''text'';"])('%s is not', (line) =>
    expect(matches(indentationRules.increaseIndentPattern, line)).toBe(false),
  );
});

describe('the line itself', () => {
  test.each(['}', '];', '  in', "  '';", ')'])('%s is moved back', (line) =>
    expect(matches(indentationRules.decreaseIndentPattern, line)).toBe(true),
  );

  test.each(['inherit a;', "'' + b", 'a = 1;'])('%s is not', (line) =>
    expect(matches(indentationRules.decreaseIndentPattern, line)).toBe(false),
  );
});

test('a word is an identifier with its dashes and primes, or a number', () => {
  expect("github-runner.x' = 2.5".match(new RegExp(wordPattern, 'g'))).toEqual(['github-runner', "x'", '2.5']);
});
