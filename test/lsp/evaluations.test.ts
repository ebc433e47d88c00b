import { beforeEach, expect, test } from 'vitest';
import { createEvaluations, type Evaluations } from '../../server/src/lsp/evaluations';
import { createInterruptions } from '../../server/src/lsp/interruptions';
import { Interruption, NixError } from '../../server/src/evaluator/errors';
import type { Analysis, AnalysisSteps, FileAnalysis } from '../../server/src/workspace/analysis';
import { NO_LEVELS } from '../../server/src/rules';
import { fixture } from '../features/support';

const { analysis } = fixture('{ x = missing; }', '25.05');
const uri = 'file:///host/host.nix';

let evaluated: string[];
let failures: unknown[];

function evaluations(options: Partial<Analysis> = {}): Evaluations {
  return createEvaluations({
    analysis: { ...analysis, ...options },
    interruptions: createInterruptions(() => false),
    release: () => 'auto',
    levels: () => NO_LEVELS,
    chosenHost: () => undefined,
    onEvaluated: (of, file, whole) => void evaluated.push(`${of} ${file.hosts.length} ${whole ? 'whole' : 'first'}`),
    failed: (error) => void failures.push(error),
  });
}

/** Evaluates to the end, whatever comes in between. */
function get(kept: Evaluations, of = uri): FileAnalysis | undefined {
  while (kept.advance(of) !== 'done');
  return kept.known(of);
}

function* failing(error: Error): AnalysisSteps {
  throw error;
}

beforeEach(() => {
  evaluated = [];
  failures = [];
});

test('a document is evaluated once until something changes, and shown when that matters', () => {
  const kept = evaluations();
  expect(get(kept)).toBe(get(kept));
  kept.invalidate();
  expect(kept.known(uri)).toBeUndefined();
  expect(kept.latest(uri)).toBe(get(kept));
  expect(evaluated).toEqual([`${uri} 0 whole`]);
});

test('a document that cannot be read gives nothing', () => {
  expect(get(evaluations(), 'file:///host/none.nix')).toBeUndefined();
  expect(evaluated).toEqual([]);
});

test('an exhausted budget is a finding at the start of the file, beside what the text says by itself', () => {
  const stopped = new NixError('evaluation was stopped after 5 steps', undefined, 'budget');
  const file = get(evaluations({ steps: () => failing(stopped) }));
  expect(file?.findings.map(({ rule, at }) => `${rule} ${at.start}`)).toEqual([
    'undefined-variable 6',
    'evaluation-error 0',
  ]);
  expect({ evaluated, failures }).toEqual({ evaluated: [`${uri} 0 whole`], failures: [] });
});

test('an error of ours is noted, and what the text says by itself stays', () => {
  const error = new Error('a fault');
  const file = get(evaluations({ steps: () => failing(error) }));
  expect(file?.findings.map(({ rule }) => rule)).toEqual(['undefined-variable']);
  expect({ evaluated, failures }).toEqual({ evaluated: [`${uri} 0 whole`], failures: [error] });
});

test('an interrupted evaluation is begun again, and leaves nothing behind', () => {
  let tries = 0;
  let abandoned = 0;
  const kept = evaluations({
    steps: (...about) => (tries++ === 0 ? failing(new Interruption()) : analysis.steps(...about)),
    abandon: () => void abandoned++,
  });
  expect(kept.advance(uri)).toBe('interrupted');
  expect({ known: kept.known(uri), evaluated, abandoned }).toEqual({ known: undefined, evaluated: [], abandoned: 1 });
  expect(kept.advance(uri)).toBe('done');
  expect({ evaluated, failures }).toEqual({ evaluated: [`${uri} 0 whole`], failures: [] });
});

test('what one of many hosts tells is shown while the others are evaluated', () => {
  const hosts = 3;
  function* slowly(): AnalysisSteps {
    const file = analysis.file('/host/host.nix', 'auto');
    for (let host = 0; host < hosts; host++) {
      const end = performance.now() + 110;
      while (performance.now() < end);
      yield host === 0 ? (): FileAnalysis => ({ ...(file as FileAnalysis) }) : undefined;
    }
    return file;
  }
  const kept = evaluations({ steps: slowly });
  expect(kept.advance(uri)).toBe('more');
  expect({ evaluated, known: kept.known(uri) }).toEqual({ evaluated: [`${uri} 0 first`], known: undefined });
  get(kept);
  expect(evaluated).toEqual([`${uri} 0 first`, `${uri} 0 whole`]);
});
