// systemd-analyze on a generated unit: `verify` for complaints, `security` for the exposure.
import path from 'node:path';
import type { PreviewDocument } from '../../../server/src/lsp/protocol';
import { wholeLine, type CheckFinding } from './finding';
import { unknownLines } from './gaps';
import { run, writeBelow, type Output } from './run';

/** `security --offline` and `verify --root` came with this version. */
const OLDEST = 250;

type Unit = Pick<PreviewDocument, 'name' | 'text' | 'gaps' | 'versions'>;

/** A unit in a folder that systemd-analyze takes for the root of a machine. */
export interface PlacedUnit {
  readonly root: string;
  readonly file: string;
  readonly checked: CheckedUnit;
}

export interface Runner {
  /** systemd-analyze */
  readonly program: string;
  readonly signal: AbortSignal;
}

/** A unit without its unknown parts. */
export interface CheckedUnit {
  /** As many lines as the unit, in which those with unknown parts are comments, or run some command. */
  readonly text: string;
  /** The directives of lines that were left out. */
  readonly unknown: ReadonlySet<string>;
}

/** Leaves out what is not known. A command that is not known stays one, so that the service still has it. */
export function checkedUnit(unit: Unit): CheckedUnit {
  const gaps = unknownLines(unit);
  const lines = unit.text.split('\n');
  const unknown = new Set<string>();
  const result: string[] = [];
  for (let i = 0; i < lines.length;) {
    // A backslash at its end continues a line (systemd.syntax(7)).
    let end = i;
    while (lines[end]?.endsWith('\\') && end + 1 < lines.length) {
      end++;
    }
    const logical = lines.slice(i, end + 1);
    if (logical.some((_, k) => gaps.has(i + k))) {
      const name = /^\w+/.exec(logical[0] ?? '')?.[0] ?? '';
      unknown.add(name);
      result.push(/^Exec\w+$/.test(name) ? `${name}=/unknown` : '#', ...logical.slice(1).map(() => '#'));
    } else {
      result.push(...logical);
    }
    i = end + 1;
  }
  return { text: result.join('\n'), unknown };
}

/** Writes a unit where systemd-analyze finds nothing else, so that it says the same on every machine. */
export async function placeUnit(folder: string, unit: Unit): Promise<PlacedUnit> {
  const root = path.join(folder, 'root');
  const checked = checkedUnit(unit);
  const file = await writeBelow(path.join(root, 'etc/systemd/system'), unit.name, checked.text);
  return { root, file, checked };
}

/** The major version of systemd; undefined where it is too old, or says none. */
export async function versionOf(runner: Runner, folder: string): Promise<number | undefined> {
  const output = await run({ ...runner, args: ['--version'], folder });
  const version = Number(/^systemd (\d+)/.exec(output?.stdout ?? '')?.[1]);
  return version >= OLDEST ? version : undefined;
}

export async function verify(
  runner: Runner,
  folder: string,
  unit: Unit,
  placed: PlacedUnit,
  version: number,
): Promise<CheckFinding[] | undefined> {
  const args = ['verify', '--man=no', '--generators=no', `--root=${placed.root}`, placed.file];
  const output = await run({ ...runner, args, folder });
  return output && verifyFindings(output, unit, placed.checked, version);
}

/**
 * What `systemd-analyze verify` complains about, but for what says nothing of the unit: other units and programs that are
 * not on this machine, and what this systemd is too old or too new to judge.
 */
export function verifyFindings(
  { stderr }: Pick<Output, 'stderr'>,
  unit: Unit,
  { unknown }: CheckedUnit,
  version: number,
): CheckFinding[] {
  const lines = unit.text.split('\n');
  const seen = new Set<string>();
  return stderr.split('\n').flatMap((text): CheckFinding[] => {
    if (seen.has(text)) {
      return [];
    }
    seen.add(text);
    const found = complaint(text, unit.name);
    if (found === undefined || !(found.line === undefined ? unknown.size === 0 : judges(unit, found.line, version))) {
      return [];
    }
    const line = found.line ?? lines.findLastIndex((text) => OWN_SECTION.test(text));
    const severity = isFatal(found.message) ? 'error' : 'warning';
    return [{ check: 'systemd-analyze verify', severity, message: found.message, ...wholeLine(lines, line) }];
  });
}

/** The section that says what a unit is. */
const OWN_SECTION = /^\[(?!Unit\]|Install\])\w+\]$/;

interface Complaint {
  /** Missing where it is about the unit as a whole. */
  readonly line?: number;
  readonly message: string;
}

function complaint(text: string, name: string): Complaint | undefined {
  const start = text.lastIndexOf(`${name}:`);
  if (start < 0 || (start > 0 && text[start - 1] !== '/')) {
    return undefined;
  }
  const rest = text.slice(start + name.length + 1);
  const [, number, message] = /^(\d+): (.+)$/.exec(rest) ?? [];
  if (number !== undefined && message !== undefined) {
    // What specifiers stand for, for example the machine's identity, is not known to a folder without a machine.
    return /resolve (?:unit )?specifiers/i.test(message) ? undefined : { line: Number(number) - 1, message };
  }
  // Of the rest only what the unit itself gets wrong: "Service has no ExecStart=, ExecStop=, … Refusing."
  const whole = rest.trim();
  return /\bRefusing\.?$/.test(whole) ? { message: whole } : undefined;
}

/** Whether a systemd of this version reads a line as the release's own does. */
function judges({ versions }: Unit, line: number, version: number): boolean {
  const known = versions?.find((entry) => entry.line === line);
  if (known === undefined) {
    return true;
  }
  const { since = 0, until = Infinity } = known;
  return since !== null && version >= since && version < until;
}

/** Most complaints end in ", ignoring"; what does not keeps the unit from being loaded. */
function isFatal(message: string): boolean {
  return /\bRefusing\.?$|^Neither a valid executable name nor an absolute path|^WorkingDirectory= path|, refusing\b/i.test(
    message,
  );
}

/** How much of the machine a service can reach, in the words of systemd-analyze. */
export interface Exposure {
  /** From 0, nothing, to 10. */
  readonly level: number;
  /** "OK", "MEDIUM", … */
  readonly rating: string;
  /** What adds to it, most first. */
  readonly parts: readonly ExposurePart[];
}

interface ExposurePart {
  /** "PrivateNetwork=", "RestrictAddressFamilies=~AF_(INET|INET6)", … */
  readonly setting: string;
  readonly description: string;
  readonly exposure: number;
}

export async function security(runner: Runner, folder: string, placed: PlacedUnit): Promise<Exposure | undefined> {
  const args = ['security', '--offline=true', '--no-pager', `--root=${placed.root}`, placed.file];
  const output = await run({ ...runner, args, folder });
  return output && exposureIn(output, placed.checked);
}

/** The exposure; undefined where it hangs on something that is not known, or systemd refuses the unit. */
export function exposureIn({ stdout }: Pick<Output, 'stdout'>, { unknown }: CheckedUnit): Exposure | undefined {
  const [, level, rating] = /Overall exposure level for .*: ([\d.]+) (\w+)/.exec(stdout) ?? [];
  // "✗ PrivateNetwork=   Service has access to the host's network   0.5"
  const rows = [...stdout.matchAll(/^. (\w\S*=\S*)\s+(\S.*?)(?:\s{2,}([\d.]+))?\s*$/gm)].map(
    ([, setting = '', description = '', exposure]) => ({ setting, description, exposure }),
  );
  const names = new Set(rows.flatMap(({ setting }) => [...setting.matchAll(/(\w+)=/g)].map(([, name]) => name ?? '')));
  if (level === undefined || rating === undefined || [...unknown].some((name) => names.has(name))) {
    return undefined;
  }
  const parts = rows.flatMap(({ setting, description, exposure }): ExposurePart[] =>
    exposure === undefined ? [] : [{ setting, description, exposure: Number(exposure) }],
  );
  return { level: Number(level), rating, parts: parts.sort((a, b) => b.exposure - a.exposure) };
}
