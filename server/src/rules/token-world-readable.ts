// Token files to which the configuration gives a mode that lets everybody read them.
import type { Position } from '../evaluator/position';
import type { Lazy } from '../evaluator/values';
import { showOption } from '../modules/definition';
import { SECRETS_MODULES } from '../nixos';
import type { Host } from '../runner/host';
import type { Finding, Fix } from './finding';
import { activeRunners, knownText } from './known';
import { optionFinding, optionText } from './option-findings';
import type { Rule } from './rule';
import { configEntries, listedEntry, type ConfigEntry } from './system-config';
import { tmpfilesLines } from './tmpfiles';

export const tokenWorldReadable: Rule = {
  name: 'token-world-readable',
  severity: 'warning',
  summary: 'The token file gets a mode that lets everybody read it.',
  checkHost(context) {
    return activeRunners(context).flatMap((runner) => {
      const state = runner.options.get('tokenFile');
      const path = optionText(runner, 'tokenFile');
      if (state === undefined || path === undefined) return [];
      return modesOf(context.host)
        .filter((m) => m.path === path && isReadableByAll(m.mode))
        .flatMap(({ option, mode, at }) =>
          optionFinding('token-world-readable', context, runner, state, {
            message: `\`${option}\` gives this file the mode \`${mode}\`, with which everybody on the machine can read the token. Use \`0400\`: the service reads it as root.`,
          }).map((finding) => withPlace(finding, mode, at)),
        );
    });
  },
};

/** A mode that the configuration gives to a file. */
interface FileMode {
  readonly path: string;
  /** As written: `0644`. */
  readonly mode: string;
  readonly option: string;
  /** The attribute with the mode. */
  readonly at: Position | undefined;
}

function modesOf(host: Host): FileMode[] {
  return [...etcModes(host), ...secretModes(host), ...lineModes(host)];
}

function entries(host: Host, path: readonly string[]): readonly ConfigEntry[] {
  return configEntries(host, path) ?? [];
}

/** Files below /etc are links into the store unless they have a mode, which then counts. */
function etcModes(host: Host): FileMode[] {
  return entries(host, ['environment', 'etc']).flatMap(({ name, value }) => {
    const target = knownText(listedEntry(value, 'target')?.value) ?? name;
    return modeOf(value, `/etc/${target}`, ['environment', 'etc', name]);
  });
}

function secretModes(host: Host): FileMode[] {
  return SECRETS_MODULES.flatMap((module) =>
    entries(host, module.path).flatMap(({ name, value }) => {
      const path = knownText(listedEntry(value, 'path')?.value);
      return path === undefined ? [] : modeOf(value, path, [...module.path, name]);
    }),
  );
}

function modeOf(set: Lazy, path: string, loc: readonly string[]): FileMode[] {
  const entry = listedEntry(set, 'mode');
  const mode = knownText(entry?.value);
  return mode === undefined ? [] : [{ path, mode, option: showOption([...loc, 'mode']), at: entry?.at }];
}

/** Types of lines in tmpfiles.d(5) that give a mode to a file. */
const FILE_TYPES = /^[fwCzZ][+!\-=~^$]*$/;

function lineModes(host: Host): FileMode[] {
  return tmpfilesLines(host).flatMap(({ type, path, mode, option }) =>
    FILE_TYPES.test(type) ? [{ path, mode: mode.text, option, at: mode.at }] : [],
  );
}

const READ = 4;

function isReadableByAll(mode: string): boolean {
  const digits = /^[:~]*([0-7]{3,4})$/.exec(mode)?.[1];
  return digits !== undefined && (Number.parseInt(digits, 8) & READ) !== 0;
}

function withPlace(finding: Finding, mode: string, at: Position | undefined): Finding {
  if (at === undefined) return finding;
  const value = at.value && { source: at.source, ...at.value };
  const written = value && value.source.text.slice(value.start, value.end) === JSON.stringify(mode);
  const fixes: Fix[] = written
    ? [{ title: 'Change the mode to `0400`', edits: [{ at: value, newText: '"0400"' }], safe: true }]
    : [];
  return {
    ...finding,
    related: [{ at: value ?? at, message: 'The mode is set here.' }],
    ...(fixes.length > 0 && { fixes }),
  };
}
