// Overrides that switch off a part of the sandbox in which the runner module runs jobs.
import type { Runner } from '../runner/runner';
import type { Finding } from './finding';
import { activeRunners, settingText, settingTexts } from './known';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';
import { DENIED_SYSTEM_CALLS, SANDBOX_LISTS, SANDBOX_PROTECTIONS } from './sandbox-protections';
import { settingOf, writtenSettings } from './service-settings';

export const overrideWeakensSandbox: Rule = {
  name: 'override-weakens-sandbox',
  severity: 'information',
  summary: "An override lowers a protection of the runner module's sandbox.",
  checkHost(context) {
    return activeRunners(context).flatMap((runner) =>
      DIRECTIVES.flatMap((directive) => {
        const lost = lostProtection(context, runner, directive);
        return lost === undefined ? [] : findings(context, runner, directive, lost);
      }),
    );
  },
};

const DIRECTIVES: readonly string[] = [
  ...SANDBOX_PROTECTIONS.map((p) => p.directive),
  ...SANDBOX_LISTS.map((l) => l.directive),
  'SystemCallFilter',
  'UMask',
];

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
function lostProtection(context: HostContext, runner: Runner, directive: string): string | undefined {
  const setting = settingOf(context, runner, `Service.${directive}`);
  if (setting?.value === undefined) return undefined;
  const protection = SANDBOX_PROTECTIONS.find((p) => p.directive === directive);
  if (protection !== undefined) {
    const text = settingText(setting.value)?.toLowerCase().split(':')[0];
    return text === undefined || protection.protecting.includes(text) ? undefined : protection.lost;
  }
  const entries = settingTexts(setting.value) && entriesOf(settingTexts(setting.value) ?? []);
  if (entries === undefined) return undefined;
  if (directive === 'UMask') return lostUMask(entries);
  if (directive === 'SystemCallFilter') return lostSystemCalls(entries);
  const list = SANDBOX_LISTS.find((l) => l.directive === directive);
  // A list that begins with `~` takes away from all there is.
  if (list === undefined || entries.some((e) => e.startsWith('~'))) return undefined;
  const more = entries.filter((e) => !list.own.includes(e));
  return more.length === 0 ? undefined : `${list.gained} ${more.map((e) => `\`${e}\``).join(', ')}.`;
}

/** The words of all lines; an empty line takes back what stood before it. */
function entriesOf(lines: readonly string[]): string[] {
  return lines.reduce<string[]>((words, line) => {
    const own = line.split(/\s+/).filter((word) => word !== '');
    return own.length === 0 ? [] : [...words, ...own];
  }, []);
}

function lostSystemCalls(entries: readonly string[]): string | undefined {
  const deny = entries.length > 0 && entries.every((e) => e.startsWith('~'));
  // A list that begins with what is allowed denies all the rest.
  if (!deny && entries.length > 0) return undefined;
  const missing = DENIED_SYSTEM_CALLS.filter((e) => !entries.includes(e));
  if (missing.length === 0) return undefined;
  return `Without ${missing.map((e) => `\`${e}\``).join(', ')} in \`SystemCallFilter\` jobs can make these system calls.`;
}

const MODULE_UMASK = 0o066;

function lostUMask([text = '']: readonly string[]): string | undefined {
  if (!/^[0-7]{1,5}$/.test(text) || (MODULE_UMASK & ~Number.parseInt(text, 8)) === 0) return undefined;
  return `With \`UMask = "${text}"\` other users can read or write files that jobs make.`;
}
