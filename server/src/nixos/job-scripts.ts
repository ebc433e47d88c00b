import { atLeast, type Release } from './release';
import { unknownStorePath } from './store-names';

/** An attribute of `systemd.services.<name>` with shell commands that NixOS writes into a script of its own. */
export interface JobScriptAttribute {
  readonly attribute: 'preStart' | 'script' | 'postStart' | 'reload' | 'preStop' | 'postStop';
  /** What is put after the service's name to name the script. */
  readonly suffix: string;
  readonly setting: string;
  /** Whether the setting is defined as a list, and so stands beside other definitions instead of conflicting. */
  readonly list: boolean;
}

/** Source: nixos/lib/systemd-unit-options.nix, serviceOptions, in NixOS 22.11 to 25.11. */
export const JOB_SCRIPT_ATTRIBUTES: readonly JobScriptAttribute[] = [
  { attribute: 'preStart', suffix: 'pre-start', setting: 'ExecStartPre', list: true },
  { attribute: 'script', suffix: 'start', setting: 'ExecStart', list: false },
  { attribute: 'postStart', suffix: 'post-start', setting: 'ExecStartPost', list: true },
  { attribute: 'reload', suffix: 'reload', setting: 'ExecReload', list: false },
  { attribute: 'preStop', suffix: 'pre-stop', setting: 'ExecStop', list: false },
  { attribute: 'postStop', suffix: 'post-stop', setting: 'ExecStopPost', list: false },
];

/** Evaluated shell commands of a service; an empty text counts as not defined. */
export type JobScriptTexts = Readonly<Partial<Record<JobScriptAttribute['attribute'], string>>>;

/** A script that NixOS makes for a service, and the setting that runs it. */
export interface JobScript {
  readonly attribute: JobScriptAttribute['attribute'];
  /** The script's file name, without its folder. */
  readonly name: string;
  readonly text: string;
  readonly setting: string;
  /** What the module defines for the setting: a list of one where `preStart` and `postStart` extend others. */
  readonly value: string | readonly [string];
}

/** What the scripts of a service need besides their commands. */
export interface JobScriptContext {
  /** The shell that stands after `#!`, for example `/nix/store/…-bash/bin/bash`. */
  readonly shell: string;
  /** `scriptArgs`, empty unless set. */
  readonly scriptArgs: string;
  /** `enableStrictShellChecks`, an option from 24.11 on. */
  readonly strictShellChecks: boolean;
}

/**
 * The scripts behind `script`, `preStart` and so on, with the settings that run them. The blank after the path in
 * `ExecStart` is NixOS's own: it stands there even when there are no arguments.
 */
export function jobScripts(
  release: Release,
  service: string,
  texts: JobScriptTexts,
  context: JobScriptContext,
): JobScript[] {
  return JOB_SCRIPT_ATTRIBUTES.flatMap(({ attribute, suffix, setting, list }) => {
    const commands = texts[attribute] ?? '';
    if (commands === '') return [];
    // A backslash is doubled before it turns into a dash, as NixOS does (makeJobScript with shellEscape).
    const name = `${service}-${suffix}`.replaceAll('\\', '--').replaceAll('@', '_');
    const path = jobScriptPath(name);
    const command = attribute === 'script' ? `${path} ${context.scriptArgs}` : path;
    return [
      {
        attribute,
        name,
        text: jobScriptText(release, commands, context),
        setting,
        value: list ? ([command] as const) : command,
      },
    ];
  });
}

/** Where the script of a service lies in the store. */
export function jobScriptPath(name: string): string {
  return `${unknownStorePath(`unit-script-${name}`)}/bin/${name}`;
}

function jobScriptText(release: Release, commands: string, context: JobScriptContext): string {
  const shebang = `#!${context.shell}\n`;
  if (!atLeast(release, '24.11')) return `${shebang}set -e\n${commands}\n\n`;
  if (context.strictShellChecks) {
    // `writeShellApplication`, which sets `PATH` in any case from 26.05 on.
    const path = atLeast(release, '26.05') ? '\nexport PATH="$PATH"\n' : '';
    return `${shebang}set -o errexit\nset -o nounset\nset -o pipefail\n${path}\n${commands}\n`;
  }
  return `${shebang}set -e\n\n${commands}\n\n`;
}
