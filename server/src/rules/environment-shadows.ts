// Variables of the runner module that a configuration replaces.
import { removedDefinition } from './edits';
import type { Severity } from './finding';
import { activeRunners, knownText } from './known';
import { innermostPlace } from './places';
import type { Rule } from './rule';
import { settingOf, writtenSettings } from './service-settings';

export const environmentShadows: Rule = {
  name: 'environment-shadows',
  severity: 'warning',
  summary: "A variable is replaced that the runner module's service relies on.",
  checkHost(context) {
    return activeRunners(context).flatMap((runner) =>
      writtenSettings(context, runner).flatMap(({ section, name, definition, option }) => {
        const variable = section === 'Environment' ? VARIABLES.get(name) : undefined;
        const setting = settingOf(context, runner, `Environment.${name}`);
        const at = innermostPlace(definition, context);
        if (variable === undefined || at === undefined || definition.conditions.length > 0) return [];
        // The value must be certain to stand in the unit, and to be another one than the module's.
        const text = knownText(setting?.value);
        if (text === undefined || setting?.definitions.some((d) => d.at === undefined)) return [];
        if (name === 'RUNNER_ROOT' && text === runner.names.stateDirectory) return [];
        const { message, severity } = variable;
        const program = context.program(at.source.path);
        const removed = program && definition.at && removedDefinition(program, definition.at);
        const fixes =
          removed && severity === 'warning' ? [{ title: 'Remove the variable', edits: [removed] }] : undefined;
        return [{ rule: 'environment-shadows', severity, message, at, option, ...(fixes && { fixes }) }];
      }),
    );
  },
};

/** What breaks when a variable has another value than the module gives it. */
const VARIABLES: ReadonlyMap<string, { readonly message: string; readonly severity: Severity }> = new Map([
  [
    'RUNNER_ROOT',
    {
      severity: 'warning',
      message:
        "`RUNNER_ROOT` is where the runner keeps its registration. The module's scripts look for it in the state directory all the same, and cannot write elsewhere: the runner does not start. Remove this.",
    },
  ],
  [
    'PATH',
    {
      severity: 'warning',
      message:
        'This replaces the whole `PATH`: jobs no longer find `git`, `tar` and the other programs that the module puts there, nor those of `extraPackages`. Add programs with `extraPackages` instead.',
    },
  ],
  [
    'HOME',
    {
      severity: 'information',
      message:
        'Programs in jobs keep their files below `HOME`, by default the work directory, which is emptied at every start. Make sure that the service can write to this directory, and that nothing secret stays there from one job to the next.',
    },
  ],
]);
