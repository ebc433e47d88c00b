// Random modules, merged here and by real Nix through an own small account of the rules (modules.nix).
// DIFFERENTIAL_RUNS sets another number, DIFFERENTIAL_SEED where to start.
import { readFileSync } from 'node:fs';
import path from 'node:path';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { evaluate } from '../modules/eval';
import { evaluateAll, hasNix } from '../support/nix';
import { moduleCase, type ModuleCase } from './modules-generator';

const byItself = process.env['npm_lifecycle_event'] === 'test:differential';
const runs = Number(process.env['DIFFERENTIAL_RUNS'] ?? (byItself ? 5_000 : 500));
const seed = Number(process.env['DIFFERENTIAL_SEED'] ?? (byItself ? Date.now() % 1_000_000_000 : 1));
const BATCH = 100;

const RULES = readFileSync(path.join(__dirname, 'modules.nix'), 'utf8');

/** Each option's value in a list, or `null` where it is an error. */
function answers({ options }: ModuleCase, config: string): string {
  const each = options.map((o) => {
    const value = `(${config}).${o}`;
    return `(let r = builtins.tryEval (builtins.deepSeq ${value} ${value}); in if r.success then [ r.value ] else null)`;
  });
  return `[ ${each.join(' ')} ]`;
}

function ours(c: ModuleCase): unknown {
  const outcome = evaluate(
    `let config = (lib.evalModules { modules = ${c.modules}; }).config; in ${answers(c, 'config')}`,
  );
  // Errors that `tryEval` does not catch: on both sides there is no answer then.
  return outcome.error === undefined ? outcome.json : undefined;
}

function reals(cases: readonly ModuleCase[]): unknown[] {
  const text = (c: ModuleCase): string =>
    `let rules = ${RULES}; inherit (rules) lib; config = rules.evaluate ${c.modules}; in builtins.toJSON ${answers(c, 'config')}`;
  return evaluateAll(cases.map(text)).map((answer) =>
    answer === undefined ? undefined : (JSON.parse(JSON.parse(answer) as string) as unknown),
  );
}

describe.skipIf(!hasNix)('modules against nix-instantiate, which must be installed', () => {
  test(`${runs} random sets of modules from seed ${seed} merge alike`, { timeout: 3_600_000 }, () => {
    let values = 0;
    let errors = 0;
    for (let done = 0; done < runs; done += BATCH) {
      const parameters = { seed: seed + done, numRuns: Math.min(BATCH, runs - done) };
      const cases = fc.sample(moduleCase, parameters);
      const expected = reals(cases);
      const different = cases.findIndex((c, i) => JSON.stringify(ours(c)) !== JSON.stringify(expected[i]));
      if (different >= 0)
        fc.assert(
          fc.property(moduleCase, (c) => {
            expect(ours(c)).toEqual(reals([c])[0]);
          }),
          parameters,
        );
      expect(different, 'a difference that cannot be made to appear again').toBe(-1);
      for (const answer of expected.flat()) {
        if (answer === null) errors++;
        else values++;
      }
    }
    process.stdout.write(`modules: ${values} values and ${errors} errors agree (seed ${seed})\n`);
    expect(values).toBeGreaterThan(runs);
    expect(errors).toBeGreaterThan(runs / 100);
  });
});
