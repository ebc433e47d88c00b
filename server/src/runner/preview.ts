// The texts that NixOS would generate for a runner, with where each line comes from.
import { Unknown } from '../evaluator/values';
import { failedRunnerChecks, isVerified, type RunnerCheck, type ScriptLine, type UnitLine, unitText } from '../nixos';
import type { Host } from './host';
import { moduleOutput, type Registration } from './runner-definitions';
import { otherUnitsOf, type OtherUnit } from './other-units';
import { nameProblemOf, type Runner } from './runner';
import { serviceOf, type RunnerService } from './service';
import type { UnitSetting } from './unit-settings';
import { unknownsOf, type PreviewUnknown } from './preview-unknowns';
import { writtenFilesOf, type WrittenFile } from './written-files';

/** A generated script. */
export interface PreviewScript {
  readonly name: string;
  readonly text: string;
  /** The text in pieces, in order; each stands before a line's end, and may span several lines. */
  readonly lines: readonly PreviewLine[];
}

/** A piece of a script, and what it was made from. */
interface PreviewLine extends ScriptLine {
  /** In a script that people wrote: the key of the service's setting that holds it, `Attribute.preStart`. */
  readonly key?: string;
}

export interface Preview {
  readonly runner: Runner;
  readonly unit: { readonly name: string; readonly text: string; readonly lines: readonly UnitLine[] };
  /** Timers and paths that start the service, and slices that it runs in. */
  readonly units: readonly OtherUnit[];
  /** The module's, in the order in which they run; people's own `preStart` and the like come after the module's. */
  readonly scripts: readonly PreviewScript[];
  /** What people's definitions write into the store and the service refers to. */
  readonly files: readonly WrittenFile[];
  readonly registration: Registration;
  readonly unknowns: readonly PreviewUnknown[];
  /** Conditions that decide whether the runner is there, cannot be known, and are taken to be true. */
  readonly assumed: readonly string[];
  /** Failed assertions and warnings of the module, in NixOS's words. */
  readonly checks: readonly RunnerCheck[];
  /** Whether this release's texts were compared with real Nix. */
  readonly verified: boolean;
  readonly service: RunnerService;
}

/** What NixOS would generate for a runner; `undefined` when it makes no service for it, or cannot. */
export function previewOf(host: Host, runner: Runner): Preview | undefined {
  if (!runner.hasService || nameProblemOf(host, runner) !== undefined) return undefined;
  const service = serviceOf(host, runner);
  if (service === undefined) return undefined;
  const { release } = host;
  const { lines } = service;
  const units = otherUnitsOf(host, runner, service);
  const output = moduleOutput(host, runner);
  const scripts = [
    ...output.scripts.map(({ name, text, lines }) => ({ name, text, lines })),
    ...service.jobScripts.map(({ name, text, attribute }) => ({
      name,
      text,
      lines: [{ text: text.replace(/\n$/, ''), from: [], key: `Attribute.${attribute}` }],
    })),
  ];
  const { unit, configFile } = runner.names;
  const inOrder = new Set([
    ...lines.flatMap(({ key = '' }) => service.settings.get(key) ?? []),
    ...service.settings.values(),
  ]);
  const files = writtenFilesOf([...inOrder], [unit, configFile, ...[...units, ...scripts].map(({ name }) => name)]);
  return {
    runner,
    service,
    unit: { name: unit, lines, text: unitText(lines) },
    units,
    scripts,
    files,
    registration: output.registration,
    unknowns: unknownsOf(runner, [service, ...units], files),
    assumed: assumedFor(runner),
    checks: failedRunnerChecks(release, runner.attribute, runner.values),
    verified: isVerified(release),
  };
}

/** Conditions that decide whether a runner is there, cannot be known, and are taken to be true. */
export function assumedFor({ enabled, options }: Runner): string[] {
  const definitions = options.get('enable')?.definitions ?? [];
  // One that holds in any case leaves nothing to assume.
  const conditions = definitions.every((d) => d.conditions.length > 0) ? definitions.flatMap((d) => d.conditions) : [];
  if (conditions.length === 0)
    return enabled instanceof Unknown && enabled.expression !== '' ? [enabled.expression] : [];
  // Of what is not written yet nothing can be said.
  return [...new Set(conditions.map((u) => u.expression))].filter((expression) => expression !== '');
}

/** The settings of the service and of the units beside it, with those that have errors. */
export function unitSettingsOf({ service, units }: Pick<Preview, 'service' | 'units'>): UnitSetting[] {
  return [service, ...units].flatMap(({ settings }) => [...settings.values()]);
}
