// The evaluator against nix-instantiate, on programs that each lean on one part of it.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Worker, isMainThread } from 'node:worker_threads';
import { nodeSession } from '../../server/src/cli/session';
import { forceDeep } from '../../server/src/evaluator/builtins/control';
import { evaluateProgram, inSession } from '../../server/src/evaluator/evaluate';
import { printValue } from '../../server/src/evaluator/print';
import type { NixParser } from '../../server/src/syntax/parser';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { middle, printRows } from './measure';

const PROGRAMS: Readonly<Record<string, string>> = {
  'recursive fibonacci': 'let fib = n: if n < 2 then n else fib (n - 1) + fib (n - 2); in fib 27',
  'sort 100,000 numbers': `
    let next = x: x * 1103515245 + 12345 - (x * 1103515245 + 12345) / 2147483648 * 2147483648;
        numbers = builtins.genList (i: next (i + 1)) 100000;
        sorted = builtins.sort (a: b: a < b) numbers;
    in builtins.foldl' (a: b: a + b) 0 sorted`,
  "foldl' sum of 1,000,000": "builtins.foldl' (a: b: a + b) 0 (builtins.genList (x: x) 1000000)",
  'attribute set merges': `
    let one = i: { "key\${toString i}" = i; shared = i; };
        all = builtins.foldl' (acc: i: acc // one i) { } (builtins.genList (i: i) 4000);
    in builtins.foldl' (a: n: a + all.\${n}) 0 (builtins.attrNames all)`,
  'small set updates': `
    let step = s: i: builtins.seq s.a (s // { a = s.a + i; b = s.a; });
    in (builtins.foldl' step { a = 0; b = 0; c = 1; d = 2; } (builtins.genList (i: i) 200000)).a`,
  'string building': `
    let line = i: "item \${toString i}: \${builtins.substring 0 3 "abcdef"}-\${toString (i * 2)}";
        lines = builtins.genList line 60000;
        text = builtins.concatStringsSep "\\n" lines;
    in builtins.stringLength (builtins.replaceStrings [ "item" "-" ] [ "entry" "+" ] text)`,
  'module-system-like fixpoint': `
    let
      names = builtins.genList (i: "o\${toString i}") 200;
      module = k: { config, ... }: {
        config = builtins.listToAttrs (map (n: { name = n; value = [ { priority = 100; content = k; } ]; }) names)
          // { total = [ { priority = 50; content = builtins.length (builtins.attrNames config); } ]; };
      };
      modules = builtins.genList module 60;
      merge = defs:
        let highest = builtins.foldl' (p: d: if d.priority < p then d.priority else p) 9999 defs;
        in map (d: d.content) (builtins.filter (d: d.priority == highest) defs);
      fix = f: let x = f x; in x;
      result = fix (self:
        let evaluated = map (m: (m { config = self; }).config) modules;
        in builtins.mapAttrs (n: vs: merge (builtins.concatLists vs))
          (builtins.zipAttrsWith (n: vs: vs) evaluated));
    in builtins.deepSeq result (builtins.length (builtins.attrNames result))`,
};

const ROUNDS = 7;

interface Timing {
  readonly milliseconds: number;
  readonly answer: string;
}

function ours(parser: NixParser, text: string): Timing {
  const session = nodeSession({ parser });
  const program = session.compile({ path: '«string»', text, folder: '/' });
  const start = performance.now();
  const answer = inSession(session, () => printValue(forceDeep(evaluateProgram(program))));
  return { milliseconds: performance.now() - start, answer };
}

function realNix(file: string): Timing {
  const start = performance.now();
  const { stdout } = spawnSync('nix-instantiate', ['--readonly-mode', '--eval', '--strict', file], {
    encoding: 'utf8',
  });
  return { milliseconds: performance.now() - start, answer: stdout.trim() };
}

/** Evaluation wants a deep stack, as the command line gives it: this runs the benchmark again in a worker. */
function inWorker(): Promise<void> {
  const worker = new Worker(process.argv[1] ?? '', {
    argv: ['eval'],
    resourceLimits: { stackSizeMb: 900, maxYoungGenerationSizeMb: 64 },
  });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => resolve());
  });
}

/** Warm evaluation in process against a run of nix-instantiate, whose time to start is taken off. */
export async function evaluation(): Promise<void> {
  if (isMainThread) {
    await inWorker();
    return;
  }
  if (spawnSync('nix-instantiate', ['--version']).status !== 0) {
    console.log('evaluation: nix-instantiate is not installed, so there is nothing to compare with');
    return;
  }
  const parser = await loadNodeParser();
  const folder = mkdtempSync(path.join(tmpdir(), 'bench-'));
  const write = (name: string, text: string): string => {
    const file = path.join(folder, name);
    writeFileSync(file, text);
    return file;
  };
  try {
    const empty = write('empty.nix', 'null');
    const startUp = middle(Array.from({ length: ROUNDS }, () => realNix(empty).milliseconds));
    const rows = Object.entries(PROGRAMS).map(([name, text], i) => {
      const file = write(`${i}.nix`, text);
      const here: number[] = [];
      const there: number[] = [];
      for (let round = 0; round < ROUNDS; round++) {
        const a = ours(parser, text);
        const b = realNix(file);
        if (a.answer !== b.answer) throw new Error(`${name}: ${a.answer} here, ${b.answer} in Nix`);
        here.push(a.milliseconds);
        there.push(b.milliseconds);
      }
      return { name, ours: middle(here), peer: Math.max(middle(there) - startUp, 0.1) };
    });
    printRows('evaluation, warm and in process', rows, 'nix-instantiate');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
