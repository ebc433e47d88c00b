// Examples in Markdown: Nix sources that mark what must be reported about them.
//
// A fenced block whose info string begins with `nix bad` or `nix good` is an example; `release=22.11` after it says for
// which release. A line of carets, usually behind `#`, marks a place in the line above it:
//
//     tokenFile = ./token;
//     #           ^^^^^^^ error token-in-store: is a path, not a string
//
// After the carets come the severity and the rule, then optionally a part of the message. A line `# file: a.nix` begins
// another file; the first file is the one that is asked about, and all of them lie in one folder.
import { NEWEST_RELEASE, isRelease, type Release } from '../../server/src/nixos';
import type { Finding } from '../../server/src/rules';
import { checksumOf } from '../../server/src/rules/token-checksum';
import { LineIndex } from '../../server/src/syntax/lines';
import { analyse } from '../support/analyse';

export interface Example {
  /** The heading above it and its number below that heading. */
  readonly title: string;
  readonly kind: 'bad' | 'good';
  readonly release: Release;
  readonly text: string;
}

/** The examples of a Markdown text. Throws on an info string that it does not understand. */
export function examplesIn(markdown: string): Example[] {
  return withTokens(markdown)
    .split(/^(?=#+ (?!file: ))/m)
    .flatMap((section) => {
      const heading = /^#+ (.*)/.exec(section)?.[1] ?? '';
      return [...section.matchAll(/^```nix ([^\n]*)\n(.*?)^```$/gms)].map(([, info = '', text = ''], i) => {
        const [kind, ...settings] = info.split(/\s+/);
        const release = settings.find((s) => s.startsWith('release='))?.slice('release='.length) ?? NEWEST_RELEASE;
        if ((kind !== 'bad' && kind !== 'good') || !isRelease(release)) throw new Error(`Unknown example: ${info}`);
        return { title: `${heading}, ${kind} example ${i + 1}, ${release}`, kind, release, text };
      });
    });
}

/** Puts the right checksum where `CHKSUM` ends a token, so that nothing that looks valid is kept in files. */
function withTokens(text: string): string {
  return text.replace(/\bgh[pousr]_(\w{30})CHKSUM\b/g, (token, body: string) =>
    token.replace('CHKSUM', checksumOf(body)),
  );
}

/** Where the files of examples lie. */
export const FOLDER = '/etc/nixos';
const FILE = /^# file: (\S+)$/m;
const MARKER = /^(\s*#?\s*)(\^+)(?: (.*))?$/;

/** A source's lines, and the marks below them. */
interface Marked {
  readonly path: string;
  readonly source: string;
  readonly marks: readonly Mark[];
}

interface Mark {
  readonly line: number;
  readonly column: number;
  readonly width: number;
  readonly label: string;
  /** What stands before the carets. */
  readonly lead: string;
}

function markedFiles(text: string): Marked[] {
  const parts = text.split(FILE);
  if (parts.length === 1) return [marked(`${FOLDER}/runner.nix`, text)];
  const files: Marked[] = [];
  for (let i = 1; i + 1 < parts.length; i += 2)
    files.push(marked(`${FOLDER}/${parts[i] ?? ''}`, (parts[i + 1] ?? '').replace(/^\n/, '')));
  return files;
}

function marked(path: string, text: string): Marked {
  const lines: string[] = [];
  const marks: Mark[] = [];
  for (const line of text.split('\n')) {
    const [, lead, carets, label = ''] = MARKER.exec(line) ?? [];
    if (lead === undefined || carets === undefined) lines.push(line);
    else marks.push({ line: lines.length - 1, column: lead.length, width: carets.length, label, lead });
  }
  return { path, source: lines.join('\n'), marks };
}

/** What an example says must be reported, and what is, both as sources with marks: equal when all is right. */
export interface Outcome {
  readonly expected: string;
  readonly actual: string;
  /** The findings that are reported, as far as they count. */
  readonly findings: readonly Finding[];
}

/** The files of an example without marks, by absolute path. */
export function sourcesOf({ text }: Example): Record<string, string> {
  return Object.fromEntries(markedFiles(text).map((f) => [f.path, f.source]));
}

/** Analyses an example. Findings of lesser severity than warning count for the rule that it is about, if any. */
export function outcomeOf(example: Example, rule?: string): Outcome {
  const files = markedFiles(example.text);
  const sources = Object.fromEntries(files.map((f) => [f.path, f.source]));
  const { findings: all } = analyse(sources, { release: example.release, roots: [FOLDER] });
  const findings = all.filter((f) => f.severity === 'error' || f.severity === 'warning' || f.rule === rule);
  return {
    expected: files.map((f) => shown(f, f.marks)).join(''),
    actual: files.map((f) => shown(f, marksOf(f, findings))).join(''),
    findings,
  };
}

function marksOf(file: Marked, findings: readonly Finding[]): Mark[] {
  const lines = LineIndex.of(file.source);
  return findings
    .filter((f) => f.at.source.path === file.path)
    .map((f) => {
      const { line, character: column } = lines.position(f.at.start);
      const width = Math.max(1, Math.min(f.at.end, lines.lineEnd(line)) - f.at.start);
      const head = `${f.severity} ${f.rule}`;
      const here = file.marks.filter((m) => m.line === line && m.column === column);
      const same = here.find((m) => says(m, head, f.message));
      const label = same?.label ?? `${head}: ${f.message}`;
      return { line, column, width, label, lead: here[0]?.lead ?? ' '.repeat(column) };
    });
}

/** Whether a mark's label is right for a finding: its severity and rule, and a part of its message if it gives one. */
function says(mark: Mark, head: string, message: string): boolean {
  if (mark.label === head) return true;
  return mark.label.startsWith(`${head}: `) && message.includes(mark.label.slice(head.length + 2));
}

function shown(file: Marked, marks: readonly Mark[]): string {
  const sorted = [...marks].sort((a, b) => a.column - b.column || (a.label < b.label ? -1 : 1));
  const lines = file.source
    .split('\n')
    .flatMap((line, i) => [
      line,
      ...sorted.filter((m) => m.line === i).map((m) => `${m.lead}${'^'.repeat(m.width)} ${m.label}`),
    ]);
  return `${file.path}\n${lines.join('\n')}\n`;
}
