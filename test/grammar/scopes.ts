// Reads the fixtures of the grammar tests: lines of source, each followed by lines that mark a part of it with carets
// and name the scopes that the part must have (or, after a `!`, must not have).
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { createOnigScanner, createOnigString, loadWASM } from 'vscode-oniguruma';
import { INITIAL, parseRawGrammar, Registry, type IGrammar, type IToken } from 'vscode-textmate';
import { expect } from 'vitest';

const GRAMMAR = path.resolve(import.meta.dirname, '../../syntaxes/nix.tmLanguage.json');

/**
 * Stands in for the editor's own shell grammar: just enough regions to show that Nix is seen inside shell, and shell
 * around Nix.
 */
const SHELL = JSON.stringify({
  scopeName: 'source.shell',
  patterns: [
    { name: 'keyword.control.shell', match: '\\b(?:if|then|fi)\\b' },
    { name: 'string.quoted.double.shell', begin: '"', end: '"' },
    { name: 'variable.other.shell', begin: '\\$\\{', end: '\\}' },
    { name: 'comment.line.shell', match: '#.*$' },
  ],
});

let loading: Promise<IGrammar> | undefined;

async function loadGrammar(): Promise<IGrammar> {
  const wasm = await readFile(createRequire(import.meta.url).resolve('vscode-oniguruma/release/onig.wasm'));
  await loadWASM(wasm);
  const registry = new Registry({
    onigLib: Promise.resolve({
      createOnigScanner: (patterns) => createOnigScanner(patterns),
      createOnigString: (text) => createOnigString(text),
    }),
    async loadGrammar(scope) {
      return scope === 'source.nix'
        ? parseRawGrammar(await readFile(GRAMMAR, 'utf8'), GRAMMAR)
        : scope === 'source.shell'
          ? parseRawGrammar(SHELL, 'shell.json')
          : null;
    },
  });
  const grammar = await registry.loadGrammar('source.nix');
  if (grammar === null) {
    throw new Error('The Nix grammar cannot be loaded.');
  }
  return grammar;
}

/** A line that only marks, in the shape `   ^^^ scope !other`. */
const MARK = /^( *)(\^+) (\S.*)$/;

/**
 * Checks a fixture against the grammar.
 * @throws (as a failed expectation) at the first marked part with a token that has not the named scopes
 */
export async function expectScopes(fixture: string): Promise<void> {
  const grammar = await (loading ??= loadGrammar());
  let state = INITIAL;
  let source = '';
  let tokens: IToken[] = [];
  for (const line of fixture.replace(/^\n/, '').split('\n')) {
    const mark = MARK.exec(line);
    if (mark === null) {
      const result = grammar.tokenizeLine(line, state);
      [state, tokens, source] = [result.ruleStack, result.tokens, line];
      continue;
    }
    const [, indent = '', carets = '', scopes = ''] = mark;
    const [start, end] = [indent.length, indent.length + carets.length];
    for (const token of tokens.filter(({ startIndex, endIndex }) => startIndex < end && endIndex > start)) {
      const text = `${source.slice(token.startIndex, token.endIndex)} in ${source}`;
      for (const scope of scopes.split(' ')) {
        if (scope.startsWith('!')) {
          expect(token.scopes, text).not.toContain(scope.slice(1));
        } else {
          expect(token.scopes, text).toContain(scope);
        }
      }
    }
  }
}
