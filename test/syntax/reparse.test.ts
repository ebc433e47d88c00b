// What is parsed again after an edit, and that it says the same as a parse from scratch.
import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { bindingsOf, children } from '../../server/src/syntax';
import type { Binding, Expr, NixParser, ParsedDocument } from '../../server/src/syntax';
import { rememberedPerSet } from '../../server/src/syntax/per-set';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { plain } from './plain';
import { placeIn } from '../support/edits';
import { fragment, program } from './programs';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadNodeParser();
});

/** Replaces the only `before` of a document by `after`, and expects what a parse from scratch says. */
function edit(document: ParsedDocument, before: string, after: string): void {
  const { text } = document.result;
  const start = text.indexOf(before);
  expect([start < 0, text.lastIndexOf(before)]).toEqual([false, start]);
  const result = document.edit([{ start, end: start + before.length, newText: after }]);
  expect(plain(result)).toBe(plain(parser.parse(text.replace(before, () => after))));
}

function bindings(root: Expr): readonly Binding[] {
  if (root.kind === 'Lambda') return bindings(root.body);
  if (root.kind !== 'AttrSet') throw new Error(`Expected a set, found ${root.kind}`);
  return root.bindings;
}

const MODULE = `{ config, ... }: {
  first = { a = 1; };
  services.github-runners.web = {
    url = "https://github.com/example"; # the organisation
    extraLabels = [ "a" ];
  };
  last = { z = 26; };
}`;

/** A number for each set, the same as long as it is known to be the same. */
function numbering(): (binding: Binding | undefined) => number {
  let count = 0;
  const number = rememberedPerSet(() => count++);
  return (binding) => {
    if (binding?.kind !== 'value' || binding.value.kind !== 'AttrSet') throw new Error('Expected a binding of a set');
    return number(binding.value);
  };
}

describe('after an edit', () => {
  it.each([
    ['a letter more', '"a"', '"ab"'],
    ['a binding more', '[ "a" ];', '[ "a" ]; enable = true;'],
    ['a binding less', 'extraLabels = [ "a" ];', ''],
    ['a comment more', 'extraLabels', '# what jobs ask for\n    extraLabels'],
    ['a value missing', '[ "a" ]', ''],
    ['an end missing', '[ "a" ];', '[ "a" ]'],
    ['a binding begun', 'url =', 'ena\n    url ='],
  ])('with %s, keeps what is in front of it and moves what is behind it', (_, before, after) => {
    const number = numbering();
    const document = parser.open(MODULE);
    const [first, , last] = bindings(document.result.root);
    number(first);
    number(last);
    edit(document, before, after);
    const edited = bindings(document.result.root);
    expect(edited[0]).toBe(first);
    expect(number(edited[2])).toBe(number(last));
    expect(number(edited[1])).toBe(2);
  });

  it('goes on doing so while a binding is broken and when it is mended', () => {
    const document = parser.open(MODULE);
    const [first] = bindings(document.result.root);
    edit(document, '[ "a" ];', '[ "a" ]; ephemeral = tr');
    expect(document.result.problems).toHaveLength(1);
    edit(document, 'tr\n', 'true\n');
    edit(document, 'true\n', 'true;\n');
    expect(document.result.problems).toEqual([]);
    expect(bindings(document.result.root)[0]).toBe(first);
  });

  it('takes a new first or last binding of a set for what it is', () => {
    const document = parser.open(MODULE);
    edit(document, '{ z', '{ y = 25; z');
    edit(document, '26; ', '26; zz = 27; ');
    edit(document, '{ y = 25; z = 26; zz = 27; }', '{}');
    edit(document, '{};', '{ new = 1; };');
  });

  it('sees when the braces of a set are other ones now', () => {
    const document = parser.open(MODULE);
    edit(document, '[ "a" ];', '[ "a" ]; }; other = {');
    edit(document, '"https', '"${"https');
    edit(document, 'a = 1; ', 'a = 1; } // { ');
  });

  it('sees a string or comment that takes in what follows', () => {
    const document = parser.open(MODULE);
    edit(document, '= [ "a" ]', "= '' [ a ]");
    edit(document, "= '' [ a ]", '= /* [ a ]');
    edit(document, '= /* [ a ]', '= [ "a" ] # ');
    edit(document, '] # ;', ']; # ;');
  });

  it('keeps names and operators that an edit joins apart from those that it does not', () => {
    const document = parser.open('let a = 1; b = { c = 2; }; in rec { d = a; e = 4; }.e');
    edit(document, '2; }', '2;}');
    edit(document, ' d = a', 'd = a');
    edit(document, 'let a', 'let ab');
    edit(document, '; in', ';in');
    edit(document, 'ab = 1;', '');
    edit(document, 'e = 4; ', 'e = 4;x = b.c or 5;');
  });

  it('moves formals, paths and interpolations behind it', () => {
    const document = parser.open(
      'x@{ a ? { b = 1; }, c, ... }: { here = 1; } // { d = ./${a.b}/c; e = "${x.c} or ${toString a}"; f = -1 + 2; }',
    );
    edit(document, 'here = 1', 'there = 1; here = 12');
    edit(document, 'b = 1', 'b = 100');
    edit(document, 'here = 12', 'here = with c; assert a ? b; if !c then [ <n> ] else let { body = 1.5; }');
    edit(document, 'there', 'inherit (a) b; there');
    edit(document, 'b = 100', 'b = [ ]');
  });
});

/** A module whose bindings take most of its text. */
const LONG = `# a host
{ config, lib, pkgs, ... }:

let
  cfg = config.services.web;
in
{
  imports = [ ./hardware.nix ];

${Array.from({ length: 24 }, (_, i) => `  # site ${i}\n  services.nginx.virtualHosts."h${i}" = {\n    forceSSL = ${i};\n    root = "/srv/${i}";\n  };\n`).join('')}
  last = cfg;
}
`;

describe('a fault outside of all bindings', () => {
  /** The bindings of sets that are in no other such. */
  function sites(root: Expr): Binding[] {
    const own = bindingsOf(root).filter((b) => b.kind === 'value' && b.value.kind === 'AttrSet');
    return [...own, ...(own.length > 0 ? [] : children(root).flatMap(sites))];
  }

  it.each([
    ['without the colon behind the arguments', 'pkgs, ... }:', 'pkgs, ... }'],
    ['with an argument that is being written', 'pkgs, ...', 'pkgs, , ...'],
    ['with a comma too few', 'lib, pkgs', 'lib pkgs'],
    ['without the brace that closes all', '\n}\n', '\n'],
    ['with something behind all', '\n}\n', '\n}\n)'],
    ['with a dot in front', '# a host\n', '# a host\n.\n'],
    ['with a binding in front', '# a host\n', '# a host\n    enable = true;\n'],
  ])('%s leaves them what they were, and edits in them cost little', (_, before, after) => {
    const document = parser.open(LONG);
    const number = numbering();
    const numbers = sites(document.result.root).map(number);
    edit(document, before, after);
    expect(document.result.problems).not.toEqual([]);
    expect(sites(document.result.root).map(number)).toEqual(numbers);
    edit(document, '"/srv/7"', '"/srv/seven"');
    expect(
      sites(document.result.root)
        .map(number)
        .filter((n) => n < numbers.length),
    ).toHaveLength(numbers.length - 1);
    edit(document, '"/srv/seven"', '"/srv/7"');
    edit(document, 'forceSSL = 9;', 'forceSSL = 9');
    edit(document, 'forceSSL = 9\n', 'forceSSL = 9;\n');
    if (before === '\n}\n') return;
    edit(document, after, before);
    expect(document.result.problems).toEqual([]);
  });
});

describe('any edits', () => {
  const piece = fc.oneof(
    fragment,
    fc.constantFrom('', 'a', '=1', 'x = 1;', 'a.b = { c = 1; };', '# c\n', 'if a then', 'with a;', 'inherit a;', 'in '),
  );
  const edits = fc.array(fc.record({ at: fc.nat(), length: fc.nat({ max: 5 }), newText: piece }), { maxLength: 10 });
  const sources = fc.oneof(
    fc.constantFrom(
      MODULE,
      `{ lib, ... }:\nlet\n  a = 1;\n  b = { y = [ { z = 3; } ]; };\nin\nlib.mkMerge [\n  { s = true; # hi\n  }\n  (lib.mkIf a {\n    q = ''\n      text \${b}\n    '';\n  })\n]\n`,
      'rec { a = 1; b = let c = { e = x: { f = x; }; }; in c // { g = 3; }; h = if a == 1 then { i = 1; } else { }; }',
      'let { body = a; a = rec { b = 1; c = b; }; }',
    ),
    program.map((inner) => `{ p = ${inner}; q = { r = ${inner}; s = 1; }; }`),
  );

  it(
    'at the top of a long text, between its runs and at its end give what the text gives',
    { timeout: 120_000 },
    () => {
      const head = LONG.indexOf('  # site 0');
      fc.assert(
        fc.property(edits, (all) => {
          const document = parser.open(LONG);
          for (const { at, length, newText } of all) {
            const { text } = document.result;
            // Most are outside of the runs.
            const behind = text.length - 30;
            const start = at % 8 === 0 ? at % (text.length + 1) : at % 8 < 6 ? at % head : behind + (at % 31);
            const end = Math.min(text.length, start + length);
            const result = document.edit([{ start, end, newText }]);
            expect(plain(result)).toBe(plain(parser.parse(text.slice(0, start) + newText + text.slice(end))));
          }
          document.dispose();
        }),
        { numRuns: 100 },
      );
    },
  );

  it('give what the text gives', () => {
    fc.assert(
      fc.property(sources, edits, (source, all) => {
        const document = parser.open(source);
        for (const edit of all) {
          const { text } = document.result;
          const { newText } = edit;
          const [start, end] = placeIn(text, edit);
          const result = document.edit([{ start, end, newText }]);
          expect(plain(result)).toBe(plain(parser.parse(text.slice(0, start) + newText + text.slice(end))));
        }
        document.dispose();
      }),
      { numRuns: 100 },
    );
  });
});
