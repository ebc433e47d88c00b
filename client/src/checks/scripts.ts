// shellcheck and `bash -n` on generated scripts.
import type { PreviewDocument } from '../../../server/src/lsp/protocol';
import { wholeLine, type CheckFinding } from './finding';
import { unknownLines } from './gaps';
import { run, writeBelow, type Output } from './run';

/** The oldest bash whose syntax is that of the bash in NixOS. */
const OLDEST_BASH = 5;

export type Script = Pick<PreviewDocument, 'name' | 'text' | 'gaps' | 'checks'>;

/** A script without its unknown parts. */
export interface CheckedScript {
  /** The same lines and columns, with words in place of what is not known. */
  readonly text: string;
  readonly unknownLines: ReadonlySet<number>;
  /** Something that is not known may be more than a word: it may define names, or open what the script closes. */
  readonly unknownCommands: boolean;
}

export interface Tool {
  readonly program: string;
  readonly signal: AbortSignal;
}

/** Complaints of shellcheck that a script as a whole gives rise to: about what is never used, assigned or reached. */
const ABOUT_THE_WHOLE = new Set(
  [2030, 2031, 2034, 2119, 2120, 2128, 2153, 2154, 2178, 2179, 2190, 2218, 2317, 2329].map((code) => `SC${code}`),
);

/** Files that the script reads are on the machine that it is for. */
const ABOUT_OTHER_FILES = new Set(['SC1090', 'SC1091']);

/** Puts words of the same length in place of what is not known. */
export function checkedScript(script: Script): CheckedScript {
  const lines = script.text.split('\n');
  let unknownCommands = false;
  // The last one first, so that the others keep their places.
  for (const { kind, range } of [...script.gaps].reverse()) {
    if (kind === 'hash') {
      continue;
    }
    const { start, end } = range;
    const line = lines[start.line] ?? '';
    unknownCommands ||= start.line !== end.line || !isQuoted(line.slice(0, start.character));
    for (let i = start.line; i <= end.line; i++) {
      const [from, to] = [i === start.line ? start.character : 0, i === end.line ? end.character : undefined];
      const old = lines[i] ?? '';
      const until = to ?? old.length;
      lines[i] = old.slice(0, from) + 'x'.repeat(until - from) + old.slice(until);
    }
  }
  return { text: lines.join('\n'), unknownLines: unknownLines(script), unknownCommands };
}

/** Whether what follows a line's beginning stands in quotes, where it can be nothing but a part of a word. */
function isQuoted(before: string): boolean {
  let quote: string | undefined;
  for (let i = 0; i < before.length; i++) {
    const c = before[i];
    if (c === '\\' && quote !== "'") {
      i++;
    } else if (quote === undefined ? c === '"' || c === "'" : c === quote) {
      quote = quote === undefined ? c : undefined;
    }
  }
  return quote !== undefined;
}

/** @param environment names of variables that the unit sets, and whether it may set others */
export async function shellcheck(
  { program, signal }: Tool,
  folder: string,
  script: Script,
  environment: Environment,
): Promise<CheckFinding[] | undefined> {
  const checked = checkedScript(script);
  const file = await writeBelow(folder, script.name, checked.text);
  const args = ['--norc', '--shell=bash', '--format=json1', '--color=never', '--', file];
  const output = await run({ program, args, folder, signal });
  const { excluded = [], ownEnvironment = false } = script.checks ?? {};
  const found = output && shellcheckFindings(output, checked, ownEnvironment ? ANY_ENVIRONMENT : environment);
  return found?.filter(({ code }) => !excluded.some((name) => isCode(name, code?.value)));
}

/** shellcheck takes its codes with and without their letters. */
function isCode(name: string, code: string | undefined): boolean {
  return code !== undefined && name.toUpperCase().replace(/^SC/, '') === code.replace(/^SC/, '');
}

/** The variables that a script gets from its unit. */
export interface Environment {
  readonly names: ReadonlySet<string>;
  /** It may get others as well. */
  readonly open: boolean;
}

/** Jobs run programs with variables of their own. */
const ANY_ENVIRONMENT: Environment = { names: new Set(), open: true };

/** What a unit tells of the variables of its scripts. */
export function environmentOf({ text, gaps }: Pick<PreviewDocument, 'text' | 'gaps'>): Environment {
  const lines = text.split('\n');
  const unknown = unknownLines({ text, gaps });
  const names = new Set<string>();
  let open = false;
  lines.forEach((line, i) => {
    if (/^(EnvironmentFile|PassEnvironment)=./.test(line)) {
      open = true;
    } else if (line.startsWith('Environment=')) {
      open ||= unknown.has(i) && !/^Environment="\w+=/.test(line);
      for (const [, name] of line.slice('Environment='.length).matchAll(/(?:^|[\s"'])(\w+)=/g)) {
        names.add(name ?? '');
      }
    }
  });
  return { names, open };
}

interface Comment {
  readonly line: number;
  readonly endLine: number;
  readonly column: number;
  readonly endColumn: number;
  readonly level: CheckFinding['severity'];
  readonly code: string;
  readonly message: string;
}

const LEVELS: Readonly<Record<string, CheckFinding['severity']>> = {
  error: 'error',
  warning: 'warning',
  info: 'information',
  style: 'hint',
};

/** Source of the form: shellcheck(1), "json1". Columns count characters from 1. */
export function shellcheckFindings(
  { stdout }: Pick<Output, 'stdout'>,
  { text, unknownLines, unknownCommands }: CheckedScript,
  environment: Environment,
): CheckFinding[] {
  const lines = text.split('\n');
  return commentsIn(stdout).flatMap((comment): CheckFinding[] => {
    const { line, endLine, code, message, level } = comment;
    if (
      ABOUT_OTHER_FILES.has(code) ||
      touches(unknownLines, line - 1, endLine - 1) ||
      (unknownCommands && (ABOUT_THE_WHOLE.has(code) || code.startsWith('SC1'))) ||
      (code === 'SC2154' && (environment.open || environment.names.has(/^\w+/.exec(message)?.[0] ?? '')))
    ) {
      return [];
    }
    return [
      {
        check: 'shellcheck',
        severity: level,
        message,
        start: { line: line - 1, character: utf16(lines[line - 1], comment.column) },
        end: { line: endLine - 1, character: utf16(lines[endLine - 1], comment.endColumn) },
        code: { value: code, href: `https://www.shellcheck.net/wiki/${code}` },
      },
    ];
  });
}

function commentsIn(stdout: string): Comment[] {
  let parsed: unknown;
  try {
    parsed = JSON.parse(stdout);
  } catch {
    return [];
  }
  const comments = property(parsed, 'comments');
  return Array.isArray(comments) ? comments.flatMap((item: unknown) => commentIn(item) ?? []) : [];
}

function commentIn(item: unknown): Comment | undefined {
  const [line, endLine, column, endColumn, code] = ['line', 'endLine', 'column', 'endColumn', 'code'].map((name) => {
    const value = property(item, name);
    return typeof value === 'number' ? value : undefined;
  });
  const message = property(item, 'message');
  const level = LEVELS[String(property(item, 'level'))];
  return line !== undefined &&
    endLine !== undefined &&
    column !== undefined &&
    endColumn !== undefined &&
    code !== undefined &&
    level !== undefined &&
    typeof message === 'string'
    ? { line, endLine, column, endColumn, level, code: `SC${code}`, message }
    : undefined;
}

function property(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

/** The offset in UTF-16 of a character that is counted from 1. */
function utf16(line: string | undefined, column: number): number {
  return [...(line ?? '')].slice(0, column - 1).join('').length;
}

function touches(lines: ReadonlySet<number>, from: number, to: number): boolean {
  return [...lines].some((line) => from <= line && line <= to);
}

/** Whether this bash reads scripts as that of NixOS does; macOS has one of 2007. */
export async function isRecentBash({ program, signal }: Tool, folder: string): Promise<boolean> {
  const output = await run({ program, args: ['--version'], folder, signal });
  return Number(/version (\d+)\./.exec(output?.stdout ?? '')?.[1]) >= OLDEST_BASH;
}

export async function bashSyntax(
  { program, signal }: Tool,
  folder: string,
  script: Script,
): Promise<CheckFinding[] | undefined> {
  const checked = checkedScript(script);
  if (checked.unknownCommands) {
    return [];
  }
  const file = await writeBelow(folder, script.name, checked.text);
  // A script that switches this syntax on uses it; `-n` reads the command that does, but does not execute it.
  const extended = /\bextglob\b/.test(script.text) ? ['-O', 'extglob'] : [];
  const args = ['--noprofile', '--norc', ...extended, '-n', '--', file];
  const output = await run({ program, args, folder, signal });
  return output && bashFindings(output, file, checked);
}

/** bash prints the wrong line behind a complaint about it, which adds nothing here. */
export function bashFindings(
  { stderr }: Pick<Output, 'stderr'>,
  file: string,
  { text, unknownLines }: CheckedScript,
): CheckFinding[] {
  const lines = text.replace(/\n+$/, '').split('\n');
  return stderr.split('\n').flatMap((row): CheckFinding[] => {
    const [, number, message] = row.startsWith(`${file}: `)
      ? (/^line (\d+): (.+)$/.exec(row.slice(file.length + 2)) ?? [])
      : [];
    if (number === undefined || message === undefined || /^`.*'$/.test(message)) {
      return [];
    }
    const line = Number(number) - 1;
    if (unknownLines.has(line)) {
      return [];
    }
    const severity = message.startsWith('warning: ') ? 'warning' : 'error';
    return [{ check: 'bash -n', severity, message, ...wholeLine(lines, line) }];
  });
}
