// The bundled program: the version is read from the package around it.
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const PROGRAM = path.join(ROOT, 'dist/cli.js');

it.skipIf(!existsSync(PROGRAM))('--version prints the version of the package', () => {
  const { version } = JSON.parse(readFileSync(path.join(ROOT, 'package.json'), 'utf8')) as { version: string };
  expect(execFileSync(process.execPath, [PROGRAM, '--version'], { encoding: 'utf8' })).toBe(`${version}\n`);
});
