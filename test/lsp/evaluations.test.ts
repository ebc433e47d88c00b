import { beforeEach, expect, test } from 'vitest';
import { createEvaluations, type Evaluations } from '../../server/src/lsp/evaluations';
import { NixError } from '../../server/src/evaluator/errors';
import type { Analysis } from '../../server/src/workspace/analysis';
import { fixture } from '../features/support';

const { analysis } = fixture('{ x = missing; }', '25.05');
const uri = 'file:///host/host.nix';

let evaluated: number;
let failures: unknown[];

function evaluations(file: Analysis['file'] = (path, release) => analysis.file(path, release)): Evaluations {
  return createEvaluations({
    analysis: { ...analysis, file },
    release: () => 'auto',
    levels: () => new Map(),
    chosenHost: () => undefined,
    onEvaluated: () => void evaluated++,
    failed: (error) => void failures.push(error),
  });
}

const failing = (error: Error): Evaluations =>
  evaluations(() => {
    throw error;
  });

beforeEach(() => {
  evaluated = 0;
  failures = [];
});

test('a document is evaluated once until something changes', () => {
  const kept = evaluations();
  expect(kept.get(uri)).toBe(kept.get(uri));
  expect(evaluated).toBe(1);
  kept.invalidate();
  kept.get(uri);
  expect(evaluated).toBe(2);
});

test('a document that cannot be read gives nothing', () => {
  expect(evaluations().get('file:///host/none.nix')).toBeUndefined();
  expect(evaluated).toBe(0);
});

test('an exhausted budget is a finding at the start of the file, beside what the text says by itself', () => {
  const file = failing(new NixError('evaluation was stopped after 5 steps', undefined, 'budget')).get(uri);
  expect(file?.findings.map(({ rule, at }) => `${rule} ${at.start}`)).toEqual([
    'undefined-variable 6',
    'evaluation-error 0',
  ]);
  expect({ evaluated, failures }).toEqual({ evaluated: 1, failures: [] });
});

test('an error of ours is noted, and what the text says by itself stays', () => {
  const error = new Error('a fault');
  const file = failing(error).get(uri);
  expect(file?.findings.map(({ rule }) => rule)).toEqual(['undefined-variable']);
  expect({ evaluated, failures }).toEqual({ evaluated: 1, failures: [error] });
});
