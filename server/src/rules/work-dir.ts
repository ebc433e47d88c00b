// Work directories in which the service cannot run.
import type { Runner } from '../runner/runner';
import { activeRunners, settingText, settingTexts } from './known';
import { isNull, optionFinding, optionText } from './option-findings';
import type { HostContext, Rule } from './rule';
import { settingOf } from './service-settings';

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
      return message === undefined ? [] : optionFinding('work-dir', context, runner, state, { message });
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
