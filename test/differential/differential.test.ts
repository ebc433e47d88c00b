// Random expressions, evaluated here and by real Nix: 20,000 by `npm run test:differential`, fewer among all other tests.
// DIFFERENTIAL_RUNS sets another number, DIFFERENTIAL_SEED where to start.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../evaluator/store-support';
import { evaluateAll, hasNix, type Answer } from '../support/nix';
import { program } from './generator';

const byItself = process.env['npm_lifecycle_event'] === 'test:differential';
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? (byItself ? 20_000 : 2_000));
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? (byItself ? Date.now() % 1_000_000_000 : 1));
const BATCH = 200;

/** What this evaluator answers. */
function ours(text: string): Answer {
  const answer = evaluate(text);
  // Bytes that are not UTF-8, which the other side's output loses when it is read.
  const readable = answer.replace(/(?<![\ud800-\udbff])[\udc80-\udcff]/g, '\ufffd');
  return answer.startsWith('error: ') ? undefined : likeNewer(readable);
}

/** Nix 2.8 escapes each `$` in the name of an attribute, newer versions only before `{`. */
function likeNewer(answer: Answer): Answer {
  return answer?.replaceAll(/\\\$(?!\{)/g, '$');
}

/** Real answers are told apart by lines, and paths print their line breaks as they are. */
function isOneLine(text: string): boolean {
  return ours(text)?.includes('\n') !== true;
}

/** Newer versions than 2.8 refuse integers of more than 64 bits, and everything else follows from that. */
function overflows(text: string): boolean {
  return /integer overflow|is not in the range of NixInt/.test(evaluate(text));
}

/**
 * Nix compares the attributes of sets in the order in which it first met their names, so that an error in one may come
 * before or after a difference in another; here the order is alphabetical.
 */
function dependsOnOrder(text: string, real: Answer): boolean {
  return real === undefined && /==|!=|builtins\.elem\b/.test(text);
}

/** Nix 2.8 wants a function as the first argument of `filter` also when there is nothing to filter. */
function filtersNothing(text: string, real: Answer): boolean {
  return real === undefined && text.includes('builtins.filter');
}

function agrees(text: string, real: Answer): boolean {
  return ours(text) === real || overflows(text) || dependsOnOrder(text, real) || filtersNothing(text, real);
}

describe.skipIf(!hasNix)('against nix-instantiate, which must be installed', () => {
  test(`${runs} random expressions from seed ${seed} have the same value`, { timeout: 3_600_000 }, () => {
    let values = 0;
    let errors = 0;
    for (let done = 0; done < runs; done += BATCH) {
      const parameters = { seed: seed + done, numRuns: Math.min(BATCH, runs - done) };
      const expressions = fc.sample(program, parameters).filter(isOneLine);
      const answers = new Map<string, Answer>();
      evaluateAll(expressions).forEach((answer, i) => answers.set(expressions[i] as string, likeNewer(answer)));
      const real = (text: string): Answer =>
        answers.has(text) ? answers.get(text) : likeNewer(evaluateAll([text])[0]);
      for (const text of expressions) {
        if (answers.get(text) === undefined) errors++;
        else values++;
      }
      const differs = expressions.some((text) => !agrees(text, answers.get(text)));
      // Only now, so that what differs is made smaller.
      if (differs)
        fc.assert(
          fc.property(program, (text) => {
            fc.pre(isOneLine(text));
            const answer = real(text);
            if (!agrees(text, answer)) expect(ours(text)).toBe(answer);
          }),
          parameters,
        );
      expect(differs, 'a difference that cannot be made to appear again').toBe(false);
    }
    process.stdout.write(`differential: ${values} values and ${errors} errors agree (seed ${seed})\n`);
    expect(values).toBeGreaterThan(runs / 4);
    expect(errors).toBeGreaterThan(runs / 100);
  });
});
