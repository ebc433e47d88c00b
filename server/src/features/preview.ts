// The preview of a runner: the documents that NixOS would generate, and what a person should know about them.
import { capitalised } from '../rules/syntax-error';
import type { NixError } from '../evaluator/errors';
import { OptionError, showOption } from '../modules/definition';
import type { Program } from '../evaluator/evaluate';
import { unitText } from '../nixos';
import { unitSettingsOf, type Preview } from '../runner/preview';
import type { Runner } from '../runner/runner';
import type { FileAnalysis, HostAnalysis } from '../workspace/analysis';
import { runnersOfFile, type FileRunner } from './file-runners';
import { installationNotes } from './installation';
import { madeFromText } from './origin-text';
import { otherUnitOrigins, registrationOrigins, scriptOrigins, unitOrigins, type Origin } from './origins';
import { errorText } from './show-value';
import { textGaps, type TextGap } from './text-gaps';
import { otherUnitLinks, textLinks, unitLinks, type TextLink } from './text-links';
import { unknownText } from './unknown-text';
import { versionedLines, type VersionedLine } from './unit-versions';
import { fileDocument, type ScriptChecks } from './written-files';

export interface GeneratedDocument {
  readonly name: string;
  readonly languageId: 'ini' | 'shellscript' | 'json' | 'plaintext';
  readonly text: string;
  /** Which definition or default put each part there; they do not overlap. */
  readonly origins: readonly Origin[];
  /** What stands in for something that cannot be known here. */
  readonly gaps: readonly TextGap[];
  /** Where it names other documents of the runner. */
  readonly links: readonly TextLink[];
  /** Whether it can be run. */
  readonly executable: boolean;
  /** People wrote it as a whole, as the commands of `preStart`; NixOS or its module wrote the others. */
  readonly written?: boolean;
  /** Of a script that people wrote. */
  readonly checks?: ScriptChecks;
  /** The lines of a unit that only some versions of systemd read as the release's own does. */
  readonly versions?: readonly VersionedLine[];
}

export interface RunnerPreview {
  readonly runner: FileRunner;
  /**
   * The unit first, then the timers, paths and slices that go with it, its scripts in the order they run, what people's
   * definitions write into the store for it, and the registration JSON.
   */
  readonly documents: readonly GeneratedDocument[];
  /** For people: failed assertions, warnings, errors, values that cannot be known here. */
  readonly notes: readonly string[];
}

/** Gives the file at a path, where it can be read. */
export type ProgramAt = (path: string) => Program | undefined;

/** Which runner of a file to show. */
export interface PreviewChoice {
  /** `FileRunner.option`; the file's first runner without it. */
  readonly option?: string | undefined;
  /** As `hostId` names it; without it, or where the runner is no part of it, the runner's first host. */
  readonly host?: string | undefined;
}

/**
 * The texts of a runner. `undefined` when the file defines no such runner, or
 * has syntax errors: NixOS could not read it, and what a repaired reading gives may lack lines.
 */
export function preview(
  file: FileAnalysis,
  { option, host }: PreviewChoice,
  programAt: ProgramAt,
): RunnerPreview | undefined {
  if (file.program.parse.problems.length > 0) return undefined;
  const runner = runnersOfFile(file, host).find((r) => option === undefined || r.option === option);
  if (runner === undefined) return undefined;
  const texts = runner.host.preview(runner.runner);
  if (texts === undefined) return withoutService(runner);
  return {
    runner,
    documents: documentsOf(runner.host, texts, programAt),
    notes: [...brokenFileNotes(runner, programAt), ...errorNotes(runner.runner), ...notesOf(runner, texts)],
  };
}

/** Files of the host that NixOS could not read. They may be closed, so that nothing else tells of them. */
function brokenFileNotes({ host }: FileRunner, programAt: ProgramAt): string[] {
  const files = new Set(host.inSession(() => host.host.evaluation.modules.map((module) => module.file)));
  return [...files]
    .filter((path) => path.startsWith('/') && (programAt(path)?.parse.problems.length ?? 0) > 0)
    .map((path) => `\`${path}\` has syntax errors: what it defines may be missing here.`);
}

function documentsOf(host: HostAnalysis, texts: Preview, programAt: ProgramAt): GeneratedDocument[] {
  const { unit, units, scripts, files, registration, runner, service, unknowns } = texts;
  const gaps = (text: string): TextGap[] => textGaps(host.release.release, text, unknowns);
  return [
    {
      name: unit.name,
      languageId: 'ini',
      text: unit.text,
      origins: unitOrigins(host, texts, programAt),
      gaps: gaps(unit.text),
      links: unitLinks(texts),
      executable: false,
      versions: versionedLines(host.release.release, unit.lines),
    },
    ...units.map((other): GeneratedDocument => {
      const { name, lines } = other;
      const text = unitText(lines);
      return {
        name,
        languageId: 'ini',
        text,
        origins: otherUnitOrigins(host, texts, other, programAt),
        gaps: gaps(text),
        links: otherUnitLinks(texts, { name, text }),
        executable: false,
        versions: versionedLines(host.release.release, lines),
      };
    }),
    ...scripts.map((script): GeneratedDocument => {
      const { name, text } = script;
      const commands = script.lines.flatMap(({ key }) =>
        key === undefined ? [] : [service.settings.get(key)?.value ?? null],
      );
      return {
        name,
        languageId: 'shellscript',
        text,
        origins: scriptOrigins(host, texts, script, programAt),
        gaps: gaps(text),
        links: textLinks(texts, text, commands),
        executable: true,
        written: commands.length > 0,
      };
    }),
    ...files.map((file): GeneratedDocument => ({
      ...fileDocument(file, programAt),
      gaps: gaps(file.text),
      links: textLinks(texts, file.text, file.content),
      written: true,
    })),
    {
      name: runner.names.configFile,
      languageId: 'json',
      text: registration.json,
      origins: registrationOrigins(host, texts),
      gaps: gaps(registration.json),
      links: [],
      executable: false,
    },
  ];
}

/** A comment in place of the unit, so that an open preview follows `enable` both ways. */
function withoutService(runner: FileRunner): RunnerPreview {
  const note = `NixOS makes no service for this runner: \`${runner.option}.enable\` is not true.`;
  const text = `# ${note}\n`;
  const enable = runner.runner.options.get('enable');
  const origin = enable && {
    span: { start: 0, end: text.length - 1 },
    markdown: madeFromText(runner.host, [enable]),
    places: enable.definitions.flatMap(({ at }) => at ?? []),
  };
  const unit = { name: runner.runner.names.unit, languageId: 'ini' as const, text };
  return {
    runner,
    documents: [{ ...unit, origins: origin ? [origin] : [], gaps: [], links: [], executable: false }],
    notes: [note],
  };
}

function errorNotes(runner: Runner): string[] {
  const options = [...runner.options.values()].flatMap(({ loc, error }) =>
    error === undefined ? [] : [`\`${showOption(loc)}\` ${whyNoValue(loc, error)}`],
  );
  const unknown = runner.unknownOptions.map(({ loc }) => `\`${showOption(loc)}\` does not exist in this release.`);
  return [...options, ...unknown];
}

function whyNoValue(loc: readonly string[], error: NixError): string {
  const isMissing = error instanceof OptionError && error.problem === 'missing-definition';
  return isMissing && showOption(error.loc) === showOption(loc)
    ? 'is required, and nothing in the files at hand sets it.'
    : `has no value: ${errorText(error)}`;
}

function notesOf({ host }: FileRunner, texts: Preview): string[] {
  const { checks, unknowns, assumed, verified } = texts;
  return [
    ...unitSettingsOf(texts).flatMap(({ loc, error }) =>
      error === undefined ? [] : [`\`${showOption(loc)}\` is left out: ${errorText(error)}`],
    ),
    ...installationNotes(texts),
    ...checks.map(({ kind, message }) => `${capitalised(kind)} of NixOS: ${message.trim()}`),
    ...assumed.map((condition) => `\`${condition}\` is not known, and assumed to be on.`),
    ...unknowns.map(unknownText),
    ...(verified
      ? []
      : [`The texts for NixOS ${host.release.release} follow its module, but were not compared with real Nix.`]),
  ];
}
