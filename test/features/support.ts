// Analysing files that exist only in the test. A `$0` in a file marks the cursor.
import { createAnalysis, type Analysis, type FileAnalysis } from '../../server/src/workspace/analysis';
import type { FileAccess } from '../../server/src/evaluator/session';
import type { Release } from '../../server/src/nixos';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

const parser = await loadNodeParser();

export interface Fixture {
  readonly analysis: Analysis;
  readonly file: FileAnalysis;
  /** UTF-16 offset of the marker. */
  readonly offset: number;
  /** The file's text without the marker. */
  readonly text: string;
}

/** Analyses `text` as `/host/host.nix`, with `others` beside it by name. */
export function fixture(text: string, release: Release, others: Readonly<Record<string, string>> = {}): Fixture {
  const offset = text.indexOf('$0');
  const clean = text.replace('$0', '');
  const files = new Map(Object.entries({ 'host.nix': clean, ...others }).map(([name, t]) => [`/host/${name}`, t]));
  const analysis = createAnalysis({ parser, files: memoryFiles(files), system: 'x86_64-linux' });
  for (const path of files.keys()) analysis.note(path);
  const file = analysis.file('/host/host.nix', release);
  if (file === undefined) throw new Error('The fixture cannot be read');
  return { analysis, file, offset, text: clean };
}

function memoryFiles(files: ReadonlyMap<string, string>): FileAccess {
  const missing = { problem: 'missing' } as const;
  return {
    readFile(path) {
      const text = files.get(path);
      return text === undefined ? missing : { ok: new TextEncoder().encode(text) };
    },
    kind: (path) => (files.has(path) ? { ok: 'regular' } : path === '/work' ? { ok: 'directory' } : missing),
    readFolder: (path) =>
      path === '/work'
        ? { ok: new Map([...files.keys()].map((file) => [file.slice('/host/'.length), 'regular'])) }
        : missing,
    readLink: () => missing,
    isExecutable: () => false,
  };
}
