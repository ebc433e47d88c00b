// Brackets, quotes and comments that do not match: the binding that is at fault is told by how the text is indented,
// and everything else keeps its meaning.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import type { NixParser, ParsedDocument } from '../../server/src/syntax';
import { rememberedPerSet } from '../../server/src/syntax/per-set';
import { bindingChildren, children } from '../../server/src/syntax/visit';
import type { AttrSetExpr, Expr } from '../../server/src/syntax/ast';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { placeIn, randomEdit } from '../support/edits';
import { plain } from './plain';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadNodeParser();
});

const MODULE = `{ config, lib, ... }:
let
  common = {
    ephemeral = true;
  };
in
{
  networking.hostName = "build";
  services.github-runners.web = {
    enable = true;
    url = "https://github.com/example";
    extraLabels = [ "a" ];
    preStart = ''
      echo "it's here" {
    '';
  };
  services.nginx = {
    enable = true; # as before
  };
}
`;

/** The text with the only `before` replaced by `after`. */
function edited(before: string, after: string, text = MODULE): string {
  expect(text.split(before)).toHaveLength(2);
  return text.replace(before, () => after);
}

/** What is said about a text: the source under each problem, on which line, and what is wrong. */
function problems(text: string): string[] {
  return parser.parse(text).problems.map(({ span, message }) => {
    const line = text.slice(0, span.start).split('\n').length;
    return `${line} ${text.slice(span.start, span.end)}: ${message}`;
  });
}

/** The attribute paths of all bindings, sorted. */
function paths(text: string): string[] {
  const found: string[] = [];
  const walk = (e: Expr): void => {
    if (e.kind === 'AttrSet' || e.kind === 'Let')
      for (const b of e.bindings)
        if (b.kind === 'value') found.push(b.path.map((n) => (n.kind === 'static' ? n.name : '?')).join('.'));
    children(e).forEach(walk);
  };
  walk(parser.parse(text).root);
  return found.sort();
}

const ALL = paths.bind(undefined, MODULE);

describe('a fault is said where it is, and the other bindings are what they were', () => {
  it.each([
    [
      'a quote',
      '"https://github.com/example"',
      '"https://github.com/example',
      ['11 ": Unclosed string: there is no closing quote'],
    ],
    ['the end of an indented string', "    '';\n", '', ["13 '': Unclosed string: there is no closing quote"]],
    [
      'a brace',
      '    ephemeral = true;\n  };',
      '    ephemeral = true;',
      ['3 {: Unclosed `{`: there is no matching `}`'],
    ],
    ['the brace of a runner', "    '';\n  };", "    '';", ['9 {: Unclosed `{`: there is no matching `}`']],
    ['a bracket', '[ "a" ]', '[ "a"', ['12 [: Unclosed `[`: there is no matching `]`']],
    ['the end of a comment', '# as before', '/* as before', ['18 /*: Unclosed comment: there is no matching `*/`']],
  ])('without %s', (_, before, after, expected) => {
    const text = edited(before, after);
    expect(problems(text).sort()).toEqual([...expected].sort());
    expect(paths(text)).toEqual(ALL());
  });

  it('with a brace too many', () => {
    const text = edited('true; # as before', 'true; };');
    expect(problems(text).map((p) => p.split(':')[0])).toEqual(['18 }']);
    expect(paths(text)).toEqual(ALL());
  });

  it('without the line that begins a binding', () => {
    const text = edited('  services.nginx = {\n', '');
    expect(problems(text).map((p) => p.split(':')[0])).toEqual(['18 }']);
    expect(paths(text).slice(0, 5)).toEqual(ALL().slice(0, 5));
  });

  it('in two bindings at once', () => {
    const text = edited('"build"', '"build', edited('[ "a" ]', '[ "a"'));
    expect(problems(text)).toHaveLength(2);
    expect(paths(text)).toEqual(ALL());
  });

  it('in a binding that is being written', () => {
    const text = edited('  services.nginx', '  users.users = {\n  services.nginx');
    expect(problems(text)).toEqual(['17 {: Unclosed `{`: there is no matching `}`']);
    expect(paths(text)).toEqual([...ALL(), 'users.users']);
  });
});

describe('a text that is right stays so, however it is indented', () => {
  it.each([
    ['strings that stand further left', `{\n  a = ''\nb = {\n  '';\n  c = 1;\n}\n`],
    ['braces that close elsewhere', '{\n  a = {\n  b = 1; }; c = {\n  d = 2;\n  };\n}\n'],
    ['a comment over bindings', '{\n  a = 1; /*\n  b = {\n  */ c = 2;\n}\n'],
  ])('with %s', (_, text) => {
    expect(problems(text)).toEqual([]);
  });
});

describe('an edit', () => {
  /** How many sets are not those of the result before, moved. */
  function newSets(document: ParsedDocument, change: () => void): number {
    const sets = (root: Expr): AttrSetExpr[] => {
      const found: AttrSetExpr[] = [];
      const walk = (e: Expr): void => {
        if (e.kind === 'AttrSet') found.push(e);
        if (e.kind === 'AttrSet' || e.kind === 'Let') e.bindings.flatMap(bindingChildren).forEach(walk);
        if (e.kind !== 'AttrSet') children(e).forEach(walk);
      };
      walk(root);
      return found;
    };
    let known = 0;
    const number = rememberedPerSet(() => known++);
    sets(document.result.root).forEach(number);
    const before = known;
    change();
    const after = sets(document.result.root).map(number);
    return after.filter((n) => n >= before).length;
  }
  const replace = (document: ParsedDocument, before: string, after: string): void => {
    const { text } = document.result;
    const start = text.indexOf(before);
    const result = document.edit([{ start, end: start + before.length, newText: after }]);
    expect(plain(result)).toBe(plain(parser.parse(edited(before, after, text))));
  };

  it.each([
    ['opens a string', '[ "a" ]', '"a'],
    ['opens an indented string', '[ "a" ]', "''a"],
    ['opens a bracket', '"a" ]', '"a"'],
    ['opens a brace', '[ "a" ]', '{ b'],
    ['opens a comment', '[ "a" ]', '/* [ "a" ]'],
    ['closes a bracket', '[ "a" ]', '"a" ]'],
  ])('that %s leaves the other bindings as they are, and so does taking it back', (_, before, after) => {
    const document = parser.open(MODULE);
    expect(newSets(document, () => replace(document, before, after))).toBeLessThanOrEqual(3);
    expect(document.result.problems).not.toEqual([]);
    expect(newSets(document, () => replace(document, after, before))).toBeLessThanOrEqual(2);
    expect(document.result.problems).toEqual([]);
  });

  it('of the arguments of a file leaves its bindings as they are', () => {
    const document = parser.open(MODULE);
    expect(newSets(document, () => replace(document, 'config, lib', 'config, options, pkgs ? { }, lib'))).toBe(2);
    expect(newSets(document, () => replace(document, 'in\n{', 'in\nlib.mkIf config.x {'))).toBe(2);
    expect(newSets(document, () => replace(document, 'let\n', 'let # here\n'))).toBe(2);
    replace(document, 'lib.mkIf config.x {', 'lib.mkIf config.x rec {');
    replace(document, 'rec {', '{');
    replace(document, '{ config', '{ , config');
    replace(document, '{ , config', '{ config');
  });

  it('goes on in a binding that is at fault, and in others meanwhile', () => {
    const document = parser.open(MODULE);
    replace(document, '[ "a" ]', '[ "a');
    replace(document, '"a;', '"ab;');
    replace(document, 'ephemeral = true', 'ephemeral = tru');
    replace(document, '"build"', '"build');
    replace(document, 'https', 'http');
    replace(document, '"ab;', '"ab" ];');
    replace(document, '"build;', '"build";');
    expect(document.result.problems).toEqual([]);
  });
});

describe('any edits', () => {
  const edits = fc.array(fc.tuple(randomEdit(12, ['#', '  ', 'x = 1;', 'in', "''\n"]), fc.boolean()), { maxLength: 8 });
  const lines = fc.array(fc.record({ line: fc.nat(), isTakenBack: fc.boolean() }), { maxLength: 4 });
  const sources = fc.constantFrom(
    MODULE,
    `{\n  outputs = { self, nixpkgs }:\n    let\n      a = ''\n        x = {\n      '';\n    in {\n      b.c = {\n        d = [ a ];\n      };\n      e = "\n  f = 1;\n";\n    };\n}\n`,
    '{ lib, ... }: {\n  options = {\n    a = lib.mkOption {\n      default = [\n        { b = 1; }\n      ];\n    };\n  };\n\n  config = lib.mkIf true {\n    c = 1;\n  };\n}',
  );

  it('give what the text gives', { timeout: 300_000 }, () => {
    fc.assert(
      fc.property(sources, edits, lines, (source, all, removed) => {
        const document = parser.open(source);
        const change = (start: number, end: number, newText: string): void => {
          const { text } = document.result;
          const result = document.edit([{ start, end, newText }]);
          expect(plain(result)).toBe(plain(parser.parse(text.slice(0, start) + newText + text.slice(end))));
        };
        for (const { line, isTakenBack } of removed) {
          const { text } = document.result;
          const starts = [...text.matchAll(/^/gm)].map(({ index }) => index);
          const start = starts[line % starts.length] ?? 0;
          const end = starts.find((other) => other > start) ?? text.length;
          change(start, end, '');
          if (isTakenBack) change(start, start, text.slice(start, end));
        }
        for (const [edit, isTakenBack] of all) {
          const { text } = document.result;
          const [start, end] = placeIn(text, edit);
          change(start, end, edit.newText);
          if (isTakenBack) change(start, start + edit.newText.length, text.slice(start, end));
        }
        document.dispose();
      }),
      { numRuns: 300 },
    );
  });
});
