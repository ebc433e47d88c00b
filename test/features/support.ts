// Analysing files that exist only in the test. A `$0` in a file marks the cursor.
import { createAnalysis, type Analysis, type FileAnalysis } from '../../server/src/workspace/analysis';
import type { FileAccess } from '../../server/src/evaluator/session';
import { memoryFiles } from '../support/memoryFiles';
import type { Release } from '../../server/src/nixos';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

const parser = await loadNodeParser();

export interface Fixture {
  readonly analysis: Analysis;
  readonly files: FileAccess;
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
  const texts = Object.entries({ 'host.nix': clean, ...others }).map(([name, t]) => [`/host/${name}`, t] as const);
  const files = memoryFiles(Object.fromEntries(texts));
  const analysis = createAnalysis({ parser, files, system: 'x86_64-linux' });
  for (const [path] of texts) analysis.note(path);
  const file = analysis.file('/host/host.nix', release);
  if (file === undefined) throw new Error('The fixture cannot be read');
  return { analysis, files, file, offset, text: clean };
}
