// Work directories in which the service cannot run.
import { canonicalPath, dirName } from '../evaluator/paths';
import type { Runner, RunnerOptionState } from '../runner/runner';
import { activeRunners, knownText, settingText, settingTexts } from './known';
import { isNull, optionFinding, optionText } from './option-findings';
import type { HostContext, Rule } from './rule';
import { settingOf } from './service-settings';
import { isMentioned, writtenDefinitions } from './system-config';
import { tmpfilesLines } from './tmpfiles';

export const workDir: Rule = {
  name: 'work-dir',
  severity: 'warning',
  summary: 'The service cannot run in its work directory.',
  checkHost(context) {
    return activeRunners(context).flatMap((runner) => {
      const state = runner.options.get('workDir');
      const directory = isNull(runner, 'workDir') ? undefined : optionText(runner, 'workDir');
      // A specifier may stand for anything.
      if (state === undefined || directory === undefined || directory.includes('%')) return [];
      const message = problem(context, runner, directory);
      if (message !== undefined) return optionFinding('work-dir', context, runner, state, { message });
      if (!isMadeByNobody(context, runner, state, directory)) return [];
      return optionFinding('work-dir', context, runner, state, {
        severity: 'information',
        message: `Nothing in the files of this host makes \`${directory}\`; the service does not start as long as it does not exist. Make it with \`systemd.tmpfiles.rules\`, for example \`"d ${directory} 0750 <user> <group> -"\`.`,
      });
    });
  },
};

function problem(context: HostContext, runner: Runner, directory: string): string | undefined {
  if (!directory.startsWith('/'))
    return `\`workDir\` must be an absolute path: systemd refuses to start the unit with \`WorkingDirectory=${directory}\`.`;
  const state = `/var/lib/${runner.names.directory}`;
  if (isBelow(state, directory))
    return `The service empties its work directory at every start, and \`${state}\`, where it keeps its registration, is in it. Choose a directory of its own.`;
  return hiddenHome(context, runner, directory) ?? readOnly(context, runner, directory);
}

/** Settings of a service that make directories, with where these lie (systemd.exec(5)). */
const MADE_BY_SERVICE = [
  ['StateDirectory', '/var/lib'],
  ['CacheDirectory', '/var/cache'],
  ['LogsDirectory', '/var/log'],
  ['RuntimeDirectory', '/run'],
  ['ConfigurationDirectory', '/etc'],
] as const;

/** Directories that are there before anybody asks for them. */
const PRESENT = ['/', '/home', '/media', '/mnt', '/nix', '/opt', '/root', '/run', '/srv', '/tmp', '/var', '/var/lib'];

/** Whether the files at hand are the whole host, and none of them speaks of the directory or of the one around it. */
function isMadeByNobody(context: HostContext, runner: Runner, state: RunnerOptionState, directory: string): boolean {
  if (!context.isWhole()) return false;
  const path = canonicalPath(directory);
  const parent = dirName(path);
  if (PRESENT.includes(path) || ['/run/', '/tmp/', '/dev/'].some((folder) => path.startsWith(folder))) return false;
  const made = MADE_BY_SERVICE.flatMap(([name, root]) => {
    const lines = settingTexts(settingOf(context, runner, `Service.${name}`)?.value) ?? [];
    return lines.flatMap((line) => line.split(/\s+/).map((word) => `${root}/${word.split(':')[0] ?? ''}`));
  });
  if (made.some((folder) => isBelow(path, folder) && folder !== '/')) return false;
  if (tmpfilesLines(context.host).some((line) => isBelow(canonicalPath(line.path), path))) return false;
  const homes = writtenDefinitions(context.host, ['users', 'users', '*', 'home']).map((d) =>
    knownText(d.definition.value),
  );
  if (homes.some((home) => home === undefined || isBelow(path, home))) return false;
  const names = PRESENT.includes(parent) ? [path] : [path, parent];
  return !names.some((name) => isMentioned(context, state.definitions, name));
}

const HOMES = ['/home', '/root', '/run/user'];

/** systemd drops bind mounts below a directory that it makes inaccessible (src/core/namespace.c). */
function hiddenHome(context: HostContext, runner: Runner, directory: string): string | undefined {
  const home = HOMES.find((h) => isBelow(directory, h));
  if (home === undefined || !isOn(settingText(settingOf(context, runner, 'Service.ProtectHome')?.value)))
    return undefined;
  return `\`ProtectHome=true\` hides \`${home}\` from the service, so that it does not start in \`${directory}\`. Choose a directory elsewhere, for example below \`/var/lib\`, or set \`serviceOverrides.ProtectHome = "tmpfs"\`, which leaves the work directory visible.`;
}

function isOn(text: string | undefined): boolean {
  return text !== undefined && /^(1|yes|y|true|t|on)$/i.test(text);
}

/** Places that stay writable, or are mounted anew. */
const WRITABLE = ['/dev', '/proc', '/sys', '/run', '/var/lib', '/var/cache', '/var/log', '/tmp', '/var/tmp'];

/** The module binds the work directory into the service, which only an override takes back. */
function readOnly(context: HostContext, runner: Runner, directory: string): string | undefined {
  const texts = (name: string): string[] | undefined => {
    const setting = settingOf(context, runner, `Service.${name}`);
    return setting === undefined ? [] : settingTexts(setting.value);
  };
  const lists = ['BindPaths', 'ReadWritePaths', 'TemporaryFileSystem'].map(texts);
  if (texts('ProtectSystem')?.[0] !== 'strict' || lists.includes(undefined)) return undefined;
  const open = lists.flatMap((lines) => (lines ?? []).flatMap(targets));
  if (open.some((path) => path.includes('%') || isBelow(directory, path))) return undefined;
  if (WRITABLE.some((path) => isBelow(directory, path))) return undefined;
  return `With \`ProtectSystem=strict\` the service cannot write to \`${directory}\`, because an override took it out of \`BindPaths\`. Leave it in, or add it to \`ReadWritePaths\`.`;
}

/** The paths inside of the service that a line of `BindPaths` and the like is about. */
function targets(line: string): string[] {
  return line
    .split(/\s+/)
    .filter((word) => word !== '')
    .map((word) => {
      const [source = '', target] = word.replace(/^[-+]+/, '').split(':');
      return target?.startsWith('/') === true ? target : source;
    });
}

function isBelow(path: string, folder: string): boolean {
  const base = folder.replace(/\/+$/, '');
  const clean = path.replace(/\/+$/, '');
  return clean === base || clean.startsWith(`${base}/`);
}
