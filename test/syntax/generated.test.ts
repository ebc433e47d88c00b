// Random programs against Nix, random edits against a parse from scratch, and random text.
import fc, { type Arbitrary } from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { children, type Expr, type NixParser, type ParseResult } from '../../server/src/syntax';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { hasNix, refusals } from '../support/nix';
import { folders, structures } from './nix';
import { nixForm } from './nix-form';
import { plain } from './plain';
import { fragment, program } from './programs';

let parser: NixParser;
beforeAll(async () => {
  parser = await loadNodeParser();
});

const seed = 20_220_530;

/** A program, a place in it, the length of what is taken out there, and what is put in. */
const editedProgram = fc
  .tuple(program, fc.nat(), fc.nat({ max: 3 }), fragment)
  .map(([source, at, length, text]) => {
    const start = at % (source.length + 1);
    return source.slice(0, start) + text + source.slice(start + length);
  })
  // Nix 2.8 does not know pipes, and does not see what follows a NUL.
  .filter((text) => !/\|>|<\||\0/.test(text));

/** Programs that are given to Nix in one run. */
const BATCH = 100;

/** What `check` says against each of the programs: first many in one run of Nix, then alone, to make one smaller. */
function checkAll(programs: Arbitrary<string>, numRuns: number, check: (sources: readonly string[]) => void): void {
  const sources = fc.sample(programs, { seed, numRuns });
  try {
    for (let done = 0; done < numRuns; done += BATCH) check(sources.slice(done, done + BATCH));
  } catch (cause) {
    fc.assert(
      fc.property(programs, (source) => check([source])),
      { seed, numRuns },
    );
    throw new Error('A difference that cannot be made to appear again', { cause });
  }
}

describe.skipIf(!hasNix)('generated programs: nix-instantiate is needed', () => {
  it('have the structure that Nix gives them', () => {
    checkAll(program, 500, (sources) => {
      const theirs = structures(parser, sources);
      sources.forEach((source, i) => {
        const ours = parser.parse(source);
        expect(ours.problems).toEqual([]);
        expect(nixForm(ours.root, folders)).toBe(nixForm(theirs[i] as Expr, folders));
      });
    });
  });

  it('have a problem exactly when Nix refuses them after an edit', () => {
    checkAll(editedProgram, 1_000, (sources) => {
      const said = refusals(sources);
      sources.forEach((source, i) => {
        // Attributes defined twice and undefined names are found when the AST is compiled.
        if (/already defined|undefined variable|dynamic attributes not allowed in let/.test(said[i] ?? '')) return;
        const { problems } = parser.parse(`with {};\n${source}\n`);
        expect(problems.length > 0, source).toBe(said[i] !== undefined);
      });
    });
  });
});

const edit = fc.record({ at: fc.nat(), length: fc.nat({ max: 5 }), text: fragment });

describe('robustness', () => {
  it('gives the same result for an edited document as for its text', () => {
    fc.assert(
      fc.property(
        program,
        fc.array(fc.array(edit, { minLength: 1, maxLength: 3 }), { maxLength: 8 }),
        (source, rounds) => {
          const document = parser.open(source);
          for (const round of rounds) {
            let { text } = document.result;
            const changes = round.map(({ at, length, text: newText }) => {
              const start = at % (text.length + 1);
              const end = Math.min(text.length, start + length);
              text = text.slice(0, start) + newText + text.slice(end);
              return { start, end, newText };
            });
            const result = document.edit(changes);
            expect(result.text).toBe(text);
            expect(plain(result)).toBe(plain(parser.parse(text)));
          }
          document.dispose();
        },
      ),
      { seed, numRuns: 300 },
    );
  });

  it('keeps spans inside of the text and inside of each other', () => {
    fc.assert(
      fc.property(fc.array(fragment, { maxLength: 30 }), (pieces) => {
        const result = parser.parse(pieces.join(' '));
        expectSpans(result);
      }),
      { seed, numRuns: 500 },
    );
  });

  it('reads any text', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 200 }), (text) => {
        const result = parser.parse(text);
        expect(result.text).toBe(text);
        expectSpans(result);
      }),
      { seed, numRuns: 500 },
    );
  });
});

function expectSpans(result: ParseResult): void {
  const visit = (expr: Expr, from: number, to: number): void => {
    expect(expr.span.start).toBeGreaterThanOrEqual(from);
    expect(expr.span.end).toBeLessThanOrEqual(to);
    expect(expr.span.start).toBeLessThanOrEqual(expr.span.end);
    children(expr).forEach((inner) => visit(inner, expr.span.start, expr.span.end));
  };
  visit(result.root, 0, result.text.length);
  for (const { span } of [...result.problems, ...result.comments]) {
    expect(span.start).toBeLessThanOrEqual(span.end);
    expect(span.end).toBeLessThanOrEqual(result.text.length);
  }
}
