// npm run bench [-- NAME…]: runs the named benchmarks, or all.
import { cli } from './cli';
import { editor } from './editor';
import { evaluation } from './eval';
import { fleet } from './fleet';
import { host } from './host';

const BENCHMARKS: Readonly<Record<string, () => void | Promise<void>>> = { cli, editor, eval: evaluation, fleet, host };

async function main(names: readonly string[]): Promise<void> {
  const unknown = names.find((n) => !(n in BENCHMARKS));
  if (unknown !== undefined) {
    console.error(`There is no benchmark ${unknown}; there are: ${Object.keys(BENCHMARKS).join(', ')}.`);
    process.exitCode = 2;
    return;
  }
  for (const name of names.length > 0 ? names : Object.keys(BENCHMARKS)) await BENCHMARKS[name]?.();
}

void main(process.argv.slice(2));
