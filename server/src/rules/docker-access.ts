// Access to a container engine that does not work, or keeps the service from starting.
import { attempt } from '../evaluator/errors';
import { optionAt, type Host } from '../runner/host';
import type { Runner } from '../runner/runner';
import type { Finding } from './finding';
import { activeRunners, knownText, knownValue, settingTexts } from './known';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';
import { settingOf, writtenSettings } from './service-settings';
import { configEntries, configValue, isMentioned } from './system-config';

export const dockerAccess: Rule = {
  name: 'docker-access',
  severity: 'warning',
  summary: 'The service is given access to a container engine in a way that cannot work.',
  checkHost(context) {
    return activeRunners(context).flatMap((runner) =>
      ENGINES.flatMap((engine) => [
        ...missingGroup(context, runner, engine),
        ...blockedSocket(context, runner, engine),
      ]),
    );
  },
};

/** A container engine: the group that may use its socket, and the module of NixOS that makes the group. */
interface Engine {
  readonly name: string;
  readonly enable: readonly string[];
  readonly sockets: readonly string[];
}

/** Sources: nixos/modules/virtualisation/docker.nix and podman/default.nix. */
const ENGINES: readonly Engine[] = [
  {
    name: 'docker',
    enable: ['virtualisation', 'docker', 'enable'],
    sockets: ['/run/docker.sock', '/var/run/docker.sock'],
  },
  {
    name: 'podman',
    enable: ['virtualisation', 'podman', 'enable'],
    sockets: ['/run/podman/podman.sock', '/var/run/podman/podman.sock'],
  },
];

/** The words of a setting's lines, none where it is not set, `undefined` where they are not known. */
function words(context: HostContext, runner: Runner, name: string): string[] | undefined {
  const setting = settingOf(context, runner, `Service.${name}`);
  if (setting === undefined) return [];
  return settingTexts(setting.value)?.flatMap((line) => line.split(/\s+/).filter((word) => word !== ''));
}

/** systemd does not start a service with a supplementary group that does not exist (exit status 216/GROUP). */
function missingGroup(context: HostContext, runner: Runner, { name, enable }: Engine): Finding[] {
  const { host } = context;
  if (!context.isWhole() || words(context, runner, 'SupplementaryGroups')?.includes(name) !== true) return [];
  // Podman can take Docker's place, group and all.
  const enabled = ENGINES.map((e) => configValue(host, e.enable));
  if (configValue(host, enable) !== false || enabled.some((e) => e !== false)) return [];
  // Modules of NixOS that run containers switch an engine on by themselves.
  if (!isWritten(host, enable) && isSpokenOf(context, runner, name)) return [];
  const groups = configEntries(host, ['users', 'groups']);
  if (groups === undefined || groups.some((group) => group.name === name)) return [];
  return placed(
    context,
    runner,
    'SupplementaryGroups',
    name,
    `The group \`${name}\` does not exist on this machine, so that the service does not start. Set \`${enable.join('.')} = true\`, or remove the group.`,
  );
}

/** Whether somebody sets an option, rather than leaving it at its default. */
function isWritten(host: Host, path: readonly string[]): boolean {
  const option = attempt(() => optionAt(host.evaluation, path));
  return option?.kind === 'option' && option.merged.definitions.some((d) => d.at !== undefined);
}

/** Whether the files of the host speak of the engine elsewhere, or of containers, which an engine runs. */
function isSpokenOf(context: HostContext, runner: Runner, engine: string): boolean {
  const own = writtenSettings(context, runner)
    .filter((w) => w.section === 'Service' && w.name === 'SupplementaryGroups')
    .map((w) => w.definition);
  return [engine, 'containers'].some((word) => isMentioned(context, own, word));
}

function blockedSocket(context: HostContext, runner: Runner, engine: Engine): Finding[] {
  const groups = words(context, runner, 'SupplementaryGroups');
  if (groups?.includes(engine.name) !== true) return [];
  const families = words(context, runner, 'RestrictAddressFamilies');
  const allowed = families !== undefined && families.length > 0 && !families[0]?.startsWith('~');
  const denied = families?.[0] === '~AF_UNIX' || (families?.[0]?.startsWith('~') && families.includes('AF_UNIX'));
  if ((allowed && !families.includes('AF_UNIX') && !families.includes('none')) || denied === true)
    return placed(
      context,
      runner,
      'RestrictAddressFamilies',
      undefined,
      `\`${engine.name}\` is reached through a Unix socket, but \`RestrictAddressFamilies\` does not let the service open one. Add \`AF_UNIX\`.`,
    );
  const hidden = words(context, runner, 'InaccessiblePaths')?.find((path) =>
    engine.sockets.includes(path.replace(/^[-+]+/, '')),
  );
  if (hidden === undefined) return [];
  return placed(
    context,
    runner,
    'InaccessiblePaths',
    hidden,
    `The service is in the group \`${engine.name}\`, but \`InaccessiblePaths\` hides the engine's socket from it. Remove one of the two.`,
  );
}

/** Findings at what people wrote for a setting; at the one element that is the word, where there is one. */
function placed(
  context: HostContext,
  runner: Runner,
  name: string,
  word: string | undefined,
  message: string,
): Finding[] {
  return writtenSettings(context, runner)
    .filter((w) => w.section === 'Service' && w.name === name)
    .flatMap(({ definition, option }): Finding[] => {
      const value = knownValue(definition.value);
      const items = Array.isArray(value) ? value.map(knownText) : undefined;
      const element = items?.findIndex((item) => item === word);
      if (word !== undefined && items !== undefined && element === -1) return [];
      const at = innermostPlace(definition, context, word === undefined ? undefined : element);
      return at === undefined ? [] : [{ rule: 'docker-access', severity: 'warning', message, at, option }];
    });
}
