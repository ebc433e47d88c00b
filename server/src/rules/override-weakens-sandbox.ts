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
  // The module itself does without it for a user of one's own.
  if (directive === 'DynamicUser' && runner.values.user !== null) return undefined;
  const protection = SANDBOX_PROTECTIONS.find((p) => p.directive === directive);
  if (protection !== undefined) {
    const text = settingText(setting.value)?.toLowerCase().split(':')[0];
    return text === undefined || protection.protecting.includes(text) ? undefined : protection.lost;
  }
  const lines = settingTexts(setting.value);
  if (lines === undefined) return undefined;
  if (directive === 'UMask') return lostUMask(lines);
  if (directive === 'SystemCallFilter') return lostSystemCalls(lines);
  const entries = entriesOf(lines, directive === 'DeviceAllow');
  const list = SANDBOX_LISTS.find((l) => l.directive === directive);
  // A list that begins with `~` takes away from all there is.
  if (list === undefined || entries.some((e) => e.startsWith('~'))) return undefined;
  const more = entries.filter((e) => !list.own.includes(e));
  return more.length === 0 ? undefined : `${list.gained} ${more.map((e) => `\`${e}\``).join(', ')}.`;
}

/** The entries of all lines, words or lines as a whole; an empty line takes back what stood before it. */
function entriesOf(lines: readonly string[], whole: boolean): string[] {
  return lines.reduce<string[]>((entries, line) => {
    const own = (whole ? [line.trim()] : line.split(/\s+/)).filter((entry) => entry !== '');
    return own.length === 0 ? [] : [...entries, ...own];
  }, []);
}

/**
 * The first line says whether the rest is denied or allowed; in a list of what is denied, a later line without `~`
 * takes its words out again (systemd.exec(5), `SystemCallFilter=`).
 */
function lostSystemCalls(lines: readonly string[]): string | undefined {
  const used = lines.slice(lines.lastIndexOf('') + 1).map((line) => line.trim());
  if (used.length > 0 && used[0]?.startsWith('~') !== true) return undefined;
  const denied = new Set<string>();
  const allowed = new Set<string>();
  for (const line of used)
    for (const word of line.replace(/^~/, '').split(/\s+/)) {
      (line.startsWith('~') ? denied : allowed).add(word);
      (line.startsWith('~') ? allowed : denied).delete(word);
    }
  const missing = DENIED_SYSTEM_CALLS.filter((word) => !denied.has(word) && !allowed.has(word));
  const open = [...missing, ...allowed].map((word) => `\`${word}\``);
  return open.length === 0
    ? undefined
    : `\`SystemCallFilter\` no longer keeps jobs from making these system calls: ${open.join(', ')}.`;
}

const MODULE_UMASK = 0o066;

function lostUMask([text = '']: readonly string[]): string | undefined {
  if (!/^[0-7]{1,5}$/.test(text) || (MODULE_UMASK & ~Number.parseInt(text, 8)) === 0) return undefined;
  return `With \`UMask = "${text}"\` other users can read or write files that jobs make.`;
}
