// What is told of a text from its syntax alone, after edits: it is what is told of the same text from scratch.
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { foldingRanges, links, semanticTokens } from '../../server/src/features';
import type { ParseResult } from '../../server/src/syntax';
import { scopesOf } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { placeIn, randomEdit } from '../support/edits';
import { memoryFiles } from '../support/memoryFiles';

const parser = await loadNodeParser();
const files = memoryFiles({ '/host/a.nix': '', '/host/b.nix': '' });

const SOURCE = `{ lib, pkgs, ... }@args:
let
  inherit (lib) mkIf;
  common = {
    homepage = "https://a.example/x"; # see https://b.example
    file = ./a.nix;
  };
in
{
  imports = [ ./b.nix ];
  services.github-runners.web = {
    enable = true;
    url = "https://c.example/\${common.homepage}";
    extraPackages = with pkgs; [
      git
      (lib.getExe hello)
    ];
  };
  plain = {
    inherit common;
    nested = {
      list = lib.concatMap toString [ args.a.b (lib.strings).toUpper ];
      text = ''
        https://d.example \${lib.concatStrings [ ]}
      '';
    };
  };
  recursive = rec {
    a = mkIf b { c = a; };
    b = true;
  };
}
`;

/** The tokens, links, folds and names of a text, in the order of the text. */
function told(parse: ParseResult): unknown {
  const { references, variables } = scopesOf(parse);
  const source = { path: '/host/host.nix', text: parse.text, folder: '/host' };
  return {
    tokens: semanticTokens(parse),
    links: links(source, parse, files),
    folds: foldingRanges(parse),
    references: references.map(({ name, span, inherits, variable }) => [
      name,
      span,
      inherits,
      variable?.definitions.map((d) => d.span),
    ]),
    variables: variables.map(({ name, kind, references: of }) => [name, kind, of.map(({ span }) => span)]),
  };
}

const MORE = [
  'rec ',
  'let a = 1; in ',
  'lib.',
  'with args; ',
  'https://e.example ',
  'f = ./a.nix;\n',
  'inherit lib;\n',
];

it('is told after any edits as from scratch', { timeout: 120_000 }, () => {
  const edits = fc.array(randomEdit(3, MORE), { maxLength: 12 });
  fc.assert(
    fc.property(edits, (all) => {
      const document = parser.open(SOURCE);
      told(document.result);
      for (const edit of all) {
        const { text } = document.result;
        const { newText } = edit;
        const [start, end] = placeIn(text, edit);
        expect(told(document.edit([{ start, end, newText }]))).toEqual(
          told(parser.parse(text.slice(0, start) + newText + text.slice(end))),
        );
      }
      document.dispose();
    }),
    { numRuns: 100 },
  );
});
