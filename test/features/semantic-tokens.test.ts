import { expect, test } from 'vitest';
import { semanticTokens } from '../../server/src/features';
import { edited, marked } from './marks';

/** The text with each token as `⟦type name⟧`, `=` behind the type of definitions and `*` behind what a library has. */
function shown(text: string): string {
  return edited(
    text,
    semanticTokens(marked(text).parse).map(({ span, type, isDefinition, isLibrary }) => ({
      span,
      newText: `⟦${type}${isDefinition ? '=' : ''}${isLibrary ? '*' : ''} ${text.slice(span.start, span.end)}⟧`,
    })),
  );
}

test.each([
  ['parameters', '⟦parameter= x⟧: { ⟦parameter= a⟧ ? ⟦parameter x⟧ }: ⟦parameter a⟧.b'],
  [
    'variables and functions',
    'let ⟦variable= v⟧ = 1; ⟦function= f⟧ = ⟦parameter= x⟧: ⟦variable v⟧; in ⟦function f⟧ ⟦variable v⟧',
  ],
  ['attributes of recursive sets', 'rec { ⟦property= a⟧ = 1; b.c = ⟦property a⟧; }'.replace('b.c', '⟦property= b⟧.c')],
  ['plain attributes are left to the grammar', '{ a = 1; }.a'],
  ['builtins', '[ (⟦function* map⟧ ⟦namespace* builtins⟧.⟦function* filter⟧) true null ]'],
  [
    'the library',
    '{ ⟦parameter= lib⟧ }: ⟦parameter lib⟧.⟦function* mkIf⟧ ⟦parameter lib⟧.strings.⟦function* toUpper⟧ ⟦parameter lib⟧.none',
  ],
  ['the library under with', '⟦parameter= lib⟧: with ⟦parameter lib⟧; [ ⟦function* mkForce⟧ something ]'],
  [
    'functions taken out of the library',
    '⟦parameter= lib⟧: let inherit (⟦parameter lib⟧) ⟦variable= mkIf⟧; in ⟦function* mkIf⟧',
  ],
  ['names that nobody defines', '⟦unresolvedReference nowhere⟧'],
  [
    'options of runners',
    '{ services.github-runners.web = { ⟦property=* url⟧ = "u"; other = 1; ⟦property=* extraEnvironment⟧.url = 1; }; }',
  ],
  ['options of the one runner', '{ services.github-runner.⟦property=* url⟧ = "u"; services.nginx.user = "x"; }'],
  [
    'options of computed runners',
    '⟦parameter= lib⟧: { services.github-runners = ⟦parameter lib⟧.⟦function* genAttrs⟧ [ "a" ] (⟦parameter= n⟧: { ⟦property=* url⟧ = ⟦parameter n⟧; }); }',
  ],
])('%s', (_, text) => {
  expect(shown(text.replaceAll(/⟦\S+ |⟧/g, ''))).toBe(text);
});
