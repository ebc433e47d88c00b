// Overrides that replace settings on which the runner module's own scripts rely.
import { Attrs, NixString } from '../evaluator/values';
import type { Runner } from '../runner/runner';
import type { UnitSetting } from '../runner/unit-settings';
import { workDirectory } from '../nixos';
import type { Finding, Severity } from './finding';
import { activeRunners, knownValue, settingTexts } from './known';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';
import { settingOf, writtenSettings } from './service-settings';

export const overrideBreaksModule: Rule = {
  name: 'override-breaks-module',
  severity: 'warning',
  summary: "An override replaces a setting that the runner module's scripts rely on.",
  checkHost(context) {
    return activeRunners(context).flatMap((runner) =>
      BREAKS.flatMap(({ directive, severity, broken }) => {
        const lines = replacedLines(context, runner, directive);
        const message = lines && broken(runner, lines, context);
        return message === undefined ? [] : findings(context, runner, directive, severity, message);
      }),
    );
  },
};

interface Break {
  readonly directive: string;
  readonly severity: Severity;
  /** What stops working with these lines in place of the module's, in sentences; `undefined` where nothing does. */
  broken(runner: Runner, lines: readonly string[], context: HostContext): string | undefined;
}

const BREAKS: readonly Break[] = [
  {
    directive: 'StateDirectory',
    severity: 'warning',
    broken: ({ names }, lines) =>
      hasDirectory(lines, names.directory)
        ? undefined
        : `Without \`${names.directory}\` in \`StateDirectory\` nobody makes the directory in which the module's scripts keep the registration: the service does not start. ${KEEP}`,
  },
  {
    directive: 'LogsDirectory',
    severity: 'warning',
    broken: ({ names }, lines) =>
      hasDirectory(lines, names.directory)
        ? undefined
        : `Without \`${names.directory}\` in \`LogsDirectory\` nobody makes the directory into which the module's scripts copy the runner's logs: registering fails. ${KEEP}`,
  },
  {
    directive: 'RuntimeDirectory',
    severity: 'warning',
    broken: ({ names, values, options }, lines) => {
      // With a work directory of its own the runner does without the runtime directory.
      if (values.workDir !== null || hasDirectory(lines, names.directory)) return undefined;
      const setting = options.has('workDir') ? ' To move it, set `workDir`.' : '';
      return `Without \`${names.directory}\` in \`RuntimeDirectory\` nobody makes the directory in which jobs run: the service does not start.${setting} ${KEEP}`;
    },
  },
  {
    directive: 'ExecStart',
    severity: 'warning',
    broken: (_, lines) =>
      lines.some((line) => /\/nix\/store\/|Runner\.Listener|\/run(-helper)?\.sh\b/.test(line))
        ? undefined
        : 'This replaces the command that runs the runner: the service takes no jobs any more. Remove it, or call the runner in it.',
  },
  {
    directive: 'ExecStartPre',
    severity: 'warning',
    broken: (runner, lines, context) =>
      // Whoever replaces the main command too registers the runner in another way.
      lines.some((line) => line.includes('-configure.sh')) ||
      isReplaced(settingOf(context, runner, 'Service.ExecStart'))
        ? undefined
        : "This replaces the module's scripts that register the runner with GitHub and prepare its directories: nothing does that any more. Add to them with `preStart`, or with a list without `lib.mkForce`.",
  },
  {
    directive: 'WorkingDirectory',
    severity: 'information',
    broken: ({ names, values, options }, lines) =>
      !options.has('workDir') || lines.every((line) => line === workDirectory(names, values))
        ? undefined
        : `\`WorkingDirectory\` only says where the runner's own process starts: jobs run in \`${workDirectory(names, values)}\` all the same. To move them, set \`workDir\`.`,
  },
];

/** Settings whose replacement may break the service. */
export const RELIED_ON: ReadonlySet<string> = new Set(BREAKS.map((b) => b.directive));

const KEEP = "Leave the module's entry in, and add others without `lib.mkForce`.";

function hasDirectory(lines: readonly string[], directory: string): boolean {
  return lines.flatMap((line) => line.split(/\s+/)).some((word) => word.split(':')[0] === directory);
}

/** Whether none of the definitions that count is the module's. */
function isReplaced(setting: UnitSetting | undefined): boolean {
  return setting !== undefined && setting.definitions.every((d) => d.at !== undefined);
}

/** The lines of a setting none of whose definitions is the module's any more. */
function replacedLines(context: HostContext, runner: Runner, directive: string): string[] | undefined {
  const setting = settingOf(context, runner, `Service.${directive}`);
  if (setting === undefined || !isReplaced(setting)) return undefined;
  const value = knownValue(setting.value);
  // A package, or a script in the store, may do anything.
  if (value instanceof Attrs || (value instanceof NixString && value.context.size > 0)) return undefined;
  return settingTexts(value);
}

function findings(
  context: HostContext,
  runner: Runner,
  directive: string,
  severity: Severity,
  message: string,
): Finding[] {
  return writtenSettings(context, runner)
    .filter((w) => w.section === 'Service' && w.name === directive)
    .flatMap(({ definition, option }) => {
      const at = innermostPlace(definition, context);
      return at === undefined ? [] : [{ rule: 'override-breaks-module', severity, message, at, option }];
    });
}
