// Analysing sources in memory, and telling what came out in a few words.
import { createAnalysis, type FileAnalysis, type HostAnalysis } from '../../server/src/workspace/analysis';
import type { Release } from '../../server/src/nixos';
import type { Finding } from '../../server/src/rules';
import type { Preview } from '../../server/src/runner';
import { loadNodeParser } from '../../server/src/workspace/node-parser';
import { memoryFiles } from './memoryFiles';

const parser = await loadNodeParser();

export interface AnalyseOptions {
  readonly release?: Release | 'auto';
  /** The file that is asked about; by default the first one. */
  readonly file?: string;
  /** Folders that may be read. */
  readonly roots?: string[];
}

/** Analyses one source, or the first of several files by path. All of them are known to the import graph. */
export function analyse(source: string | Readonly<Record<string, string>>, options: AnalyseOptions = {}): FileAnalysis {
  const files = typeof source === 'string' ? { '/etc/nixos/runner.nix': source } : source;
  const analysis = createAnalysis({ parser, files: memoryFiles(files, options.roots), system: 'x86_64-linux' });
  for (const path of Object.keys(files)) if (path.endsWith('.nix')) analysis.note(path);
  const [first = '/'] = Object.keys(files);
  const path = options.file ?? first;
  const result = analysis.file(path, options.release ?? '25.05');
  if (result === undefined) throw new Error(`${path} cannot be read`);
  return result;
}

/** A workspace: every file of it asked about, as `check` does with a folder. */
export interface WorkspaceAnalysis {
  /** The runners of each host, by the host's name or else its file. */
  readonly runners: Readonly<Record<string, readonly string[]>>;
  /** Each finding once, as `shortFinding` tells it. */
  readonly findings: readonly string[];
  readonly hosts: readonly HostAnalysis[];
}

export function analyseAll(
  files: Readonly<Record<string, string>>,
  release: Release | 'auto' = 'auto',
): WorkspaceAnalysis {
  const analysis = createAnalysis({ parser, files: memoryFiles(files), system: 'x86_64-linux' });
  const nix = Object.keys(files).filter((path) => path.endsWith('.nix'));
  for (const path of nix) analysis.note(path);
  const analyses = nix.flatMap((path) => analysis.file(path, release) ?? []);
  const hosts = [...new Set(analyses.flatMap((a) => a.hosts))].filter((h) => h.runners.length > 0);
  return {
    hosts,
    runners: Object.fromEntries(hosts.map((h) => [h.name ?? h.entry, h.runners.map((r) => r.attribute)])),
    findings: [...new Set(analyses.flatMap((a) => a.findings).map(shortFinding))],
  };
}

/** `rule at "text"`, one line a finding. */
export function findingsOf(result: FileAnalysis): string[] {
  return result.findings.map(shortFinding);
}

export function shortFinding(f: Finding): string {
  return `${f.severity} ${f.rule} at ${f.at.source.text.slice(f.at.start, f.at.end)}`;
}

/** The previews of all runners of all hosts, by unit name. */
export function previewsOf(result: FileAnalysis): Record<string, Preview> {
  const out: Record<string, Preview> = {};
  for (const host of result.hosts)
    for (const runner of host.runners) {
      const preview = host.preview(runner);
      if (preview) out[preview.unit.name] = preview;
    }
  return out;
}

/** The values of a unit's directive, in order. */
export function directive(preview: Preview | undefined, name: string): string[] {
  return (preview?.unit.text ?? '')
    .split('\n')
    .filter((line) => line.startsWith(`${name}=`))
    .map((line) => line.slice(name.length + 1));
}
