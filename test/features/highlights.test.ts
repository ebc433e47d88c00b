import { expect, test } from 'vitest';
import { highlights } from '../../server/src/features';
import { edited, marked } from './marks';

test.each([
  ['from its definition', 'let $0a = 1; in [ a a.b ]', 'let ⟦w a⟧ = 1; in [ ⟦r a⟧ ⟦r a⟧.b ]'],
  ['from a use', '{ a ? 1 }: [ $0a ]', '{ ⟦w a⟧ ? 1 }: [ ⟦r a⟧ ]'],
  ['in parts', 'let $0a.x = 1; a.y = 2; in a', 'let ⟦w a⟧.x = 1; ⟦w a⟧.y = 2; in ⟦r a⟧'],
  ['in inherit', 'a: { inherit $0a; }', '⟦w a⟧: { inherit ⟦r a⟧; }'],
  ['in a broken file', 'let $0a = ; in [ a (a', 'let ⟦w a⟧ = ; in [ ⟦r a⟧ (⟦r a⟧'],
  ['not of an attribute', '{ $0a = 1; }', '{ a = 1; }'],
  ['not of a builtin', '$0map map', 'map map'],
])('%s', (_, source, expected) => {
  const { parse, offset, text } = marked(source);
  const found = highlights(parse, offset);
  const marks = found.map(({ span, access }) => ({
    span,
    newText: `⟦${access === 'write' ? 'w' : 'r'} ${text.slice(span.start, span.end)}⟧`,
  }));
  expect(edited(text, marks)).toBe(expected);
});
