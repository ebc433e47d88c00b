// Overrides that switch off a part of the sandbox in which the runner module runs jobs.
import type { Runner } from '../runner/runner';
import type { Finding } from './finding';
import { activeRunners, settingTexts } from './known';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';
import { SANDBOX_DIRECTIVES, lostProtection } from './sandbox-loss';
import { settingOf, writtenSettings } from './service-settings';

export const overrideWeakensSandbox: Rule = {
  name: 'override-weakens-sandbox',
  severity: 'information',
  summary: "An override lowers a protection of the runner module's sandbox.",
  checkHost(context) {
    return activeRunners(context).flatMap((runner) =>
      SANDBOX_DIRECTIVES.flatMap((directive) => {
        const sentence = lost(context, runner, directive);
        return sentence === undefined ? [] : findings(context, runner, directive, sentence);
      }),
    );
  },
};

function findings(context: HostContext, runner: Runner, directive: string, lost: string): Finding[] {
  return writtenSettings(context, runner)
    .filter((w) => w.section === 'Service' && w.name === directive)
    .flatMap(({ definition, option }) => {
      const at = innermostPlace(definition, context);
      if (at === undefined) return [];
      return [
        {
          rule: 'override-weakens-sandbox',
          severity: 'information',
          message: `${lost} Keep this only if the jobs need it.`,
          at,
          option,
        },
      ];
    });
}

/** What the merged value gives up, as a sentence; `undefined` where it is nothing or not known. */
function lost(context: HostContext, runner: Runner, directive: string): string | undefined {
  // The module itself does without it for a user of one's own.
  if (directive === 'DynamicUser' && runner.values.user !== null) return undefined;
  const lines = settingTexts(settingOf(context, runner, `Service.${directive}`)?.value);
  return lines && lostProtection(directive, lines);
}
