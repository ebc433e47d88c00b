// What values of sandbox directives give up of the protection that the runner module sets up.
import {
  DENIED_SYSTEM_CALLS,
  GROUPS_WITH_DENIED_CALLS,
  SANDBOX_LISTS,
  SANDBOX_PROTECTIONS,
} from './sandbox-protections';

/** The directives that make up the sandbox. */
export const SANDBOX_DIRECTIVES: readonly string[] = [
  ...SANDBOX_PROTECTIONS.map((p) => p.directive),
  ...SANDBOX_LISTS.map((l) => l.directive),
  'SystemCallFilter',
  'UMask',
];

/**
 * What a directive gives up, as a sentence; `undefined` where it is nothing.
 * @param lines the directive's values, one for each of its lines in the unit
 */
export function lostProtection(directive: string, lines: readonly string[]): string | undefined {
  const protection = SANDBOX_PROTECTIONS.find((p) => p.directive === directive);
  if (protection !== undefined) {
    const text = lines.at(-1)?.toLowerCase().split(':')[0];
    return text === undefined || protection.protecting.includes(text) ? undefined : protection.lost;
  }
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
  for (const line of used)
    for (const call of line.replace(/^~/, '').split(/\s+/).flatMap(deniedCallsOf))
      if (line.startsWith('~')) denied.add(call);
      else denied.delete(call);
  const open = Object.entries(DENIED_SYSTEM_CALLS).flatMap(([word, calls = []]) => {
    const allowed = calls.filter((call) => !denied.has(call));
    return allowed.length === calls.length ? word : allowed;
  });
  return open.length === 0
    ? undefined
    : `\`SystemCallFilter\` no longer keeps jobs from making these system calls: ${open.map((word) => `\`${word}\``).join(', ')}.`;
}

/** The calls behind a word of a filter, of those that the module denies; it may say how they fail, as in `mount:EPERM`. */
function deniedCallsOf(word: string): readonly string[] {
  const [name = ''] = word.split(':');
  const group = DENIED_SYSTEM_CALLS[name] ?? GROUPS_WITH_DENIED_CALLS[name];
  if (group !== undefined) return group;
  return Object.values(DENIED_SYSTEM_CALLS).some((calls) => calls?.includes(name)) ? [name] : [];
}

const MODULE_UMASK = 0o066;

function lostUMask([text = '']: readonly string[]): string | undefined {
  if (!/^[0-7]{1,5}$/.test(text) || (MODULE_UMASK & ~Number.parseInt(text, 8)) === 0) return undefined;
  return `With \`UMask = "${text}"\` other users can read or write files that jobs make.`;
}
