// Records what real Nix answers to the cases: node scripts/run-ts.mjs test/evaluator/record.ts
import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { evaluateAll } from '../support/nix';
import { BUILTIN_CASES } from './cases/builtins';
import { LANGUAGE_CASES } from './cases/language';

const expressions = [...Object.values(BUILTIN_CASES), ...Object.values(LANGUAGE_CASES)].flat();
const answers = evaluateAll(expressions);
// An error is null: its words differ between versions of Nix.
const recorded = Object.fromEntries(expressions.map((e, i) => [e, answers[i] ?? null]));
writeFileSync(path.join(import.meta.dirname, 'cases', 'recorded.json'), `${JSON.stringify(recorded, undefined, 2)}\n`);
