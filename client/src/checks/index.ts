// Looks at the texts of a runner with programs of the system, where those are there. Knows nothing of the editor. The
// texts are never executed.
import type { PreviewDocument } from '../../../server/src/lsp/protocol';
import type { Check, CheckFinding } from './finding';
import { findProgram, type SearchOptions } from './programs';
import { inFolder } from './run';
import { bashSyntax, environmentOf, isRecentBash, shellcheck, type Tool } from './scripts';
import { placeUnit, security, verify, versionOf, type Exposure, type PlacedUnit } from './systemd';

export { CHECKS, type Check, type CheckFinding } from './finding';
export type { Exposure } from './systemd';

export interface CheckOptions extends SearchOptions {
  readonly checks: ReadonlySet<Check>;
  /** Ends all programs; what they would have said is left out then. */
  readonly signal: AbortSignal;
}

export interface CheckResult {
  /** By the name of the document. */
  readonly findings: ReadonlyMap<string, readonly CheckFinding[]>;
  /** Missing where it was not asked for, or cannot be told. */
  readonly exposure?: Exposure;
}

/** Programs exist on these platforms as we know them; `bash` on Windows would start a machine of its own. */
const PLATFORMS: readonly string[] = ['linux', 'darwin'];

/** Checks the unit and the scripts of a runner, one program after the other. */
export async function check(documents: readonly PreviewDocument[], options: CheckOptions): Promise<CheckResult> {
  const findings = new Map<string, CheckFinding[]>();
  const unit = documents.find(({ languageId, text }) => languageId === 'ini' && /^\[Service\]$/m.test(text));
  if (unit === undefined || !PLATFORMS.includes(process.platform)) {
    return { findings };
  }
  const note = ({ name }: PreviewDocument, found: readonly CheckFinding[] | undefined): void => {
    findings.set(name, [...(findings.get(name) ?? []), ...(found ?? [])]);
  };
  const scripts = documents.filter(({ languageId }) => languageId === 'shellscript');
  const others = documents.filter((document) => document !== unit && document.languageId === 'ini');
  return inFolder(async (folder) => {
    const exposure = await checkUnits(unit, others, folder, options, note);
    await checkScripts(unit, scripts, folder, options, note);
    return { findings, ...(exposure && { exposure }) };
  });
}

type Note = (document: PreviewDocument, findings: readonly CheckFinding[] | undefined) => void;

/** @param others the timers, paths and slices of the service */
async function checkUnits(
  unit: PreviewDocument,
  others: readonly PreviewDocument[],
  folder: string,
  options: CheckOptions,
  note: Note,
): Promise<Exposure | undefined> {
  const { checks } = options;
  const wanted = checks.has('systemd-analyze verify') || checks.has('systemd-analyze security');
  const tool = wanted ? await toolFor('systemd-analyze', options) : undefined;
  const version = tool && (await versionOf(tool, folder));
  if (tool === undefined || version === undefined) {
    return undefined;
  }
  const placed = await placeUnit(folder, unit);
  const all: [PreviewDocument, PlacedUnit][] = [[unit, placed]];
  for (const other of others) {
    all.push([other, await placeUnit(folder, other)]);
  }
  for (const [document, place] of checks.has('systemd-analyze verify') ? all : []) {
    note(document, await verify(tool, folder, document, place, version));
  }
  return checks.has('systemd-analyze security') ? security(tool, folder, placed) : undefined;
}

async function checkScripts(
  unit: PreviewDocument,
  scripts: readonly PreviewDocument[],
  folder: string,
  options: CheckOptions,
  note: Note,
): Promise<void> {
  const bash = options.checks.has('bash -n') ? await toolFor('bash', options) : undefined;
  if (bash !== undefined && (await isRecentBash(bash, folder))) {
    for (const script of scripts) {
      note(script, await bashSyntax(bash, folder, script));
    }
  }
  // What NixOS's own scripts look like is not the person's to mend, and some a person checks in a way of his own.
  const written = scripts.filter(
    ({ written, checks }) => written === true && (checks === undefined || checks.excluded !== undefined),
  );
  const linter =
    options.checks.has('shellcheck') && written.length > 0 ? await toolFor('shellcheck', options) : undefined;
  if (linter !== undefined) {
    const environment = environmentOf(unit);
    for (const script of written) {
      note(script, await shellcheck(linter, folder, script, environment));
    }
  }
}

async function toolFor(name: string, options: CheckOptions): Promise<Tool | undefined> {
  const program = await findProgram(name, options);
  return program === undefined ? undefined : { program, signal: options.signal };
}
