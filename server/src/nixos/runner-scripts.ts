import { escapeShellArg, escapeShellArgs } from './escape';
import { atLeast, type Release } from './release';
import type { RunnerNames } from './runner-names';
import { switched, type RunnerPaths, type RunnerValues } from './runner-values';
import { unknownStorePath } from './store-names';

/** What the three scripts of a runner do, in the order in which the service runs them before it starts. */
type RunnerScriptRole = 'unconfigure' | 'configure' | 'setup';

/** A line of a script, without its end. */
export interface ScriptLine {
  readonly text: string;
  /** The runner options that it was made from; empty where the module writes it the same for every runner. */
  readonly from: readonly string[];
}

/** One of a runner's scripts. */
export interface RunnerScript {
  readonly role: RunnerScriptRole;
  /** Its name in the Nix store, for example `github-runner-a-configure.sh`. */
  readonly name: string;
  readonly text: string;
  /** The text in pieces, in order; each ends with its line's end, and may span several where a value does. */
  readonly lines: readonly ScriptLine[];
  /** The `ExecStartPre=` value that runs it. */
  readonly command: string;
}

/** What the scripts are made from. */
export interface RunnerScriptInput {
  readonly names: RunnerNames;
  readonly values: RunnerValues;
  readonly paths: RunnerPaths;
  /** The store path of the registration file. */
  readonly configPath: string;
}

const NEW_TOKEN = '$STATE_DIRECTORY/.new-token';
const CURRENT_TOKEN = '$STATE_DIRECTORY/.current-token';
const CURRENT_CONFIG = '$STATE_DIRECTORY/.nixos-current-config.json';

/**
 * The scripts that a runner's service runs before it starts, with the text that the module of the release gives
 * them, empty lines of options that are not set included. Source: service.nix of the module (22.11: github-runner.nix).
 */
export function runnerScripts(release: Release, input: RunnerScriptInput): RunnerScript[] {
  const { names } = input;
  const work = workDirectory(names, input.values);
  const args = escapeShellArgs(release, [names.stateDirectory, work, names.logsDirectory]);
  const setup = atLeast(release, '23.05') ? 'setup-work-dirs' : 'setup-runtime-dirs';
  const script = (role: RunnerScriptRole, suffix: string, content: readonly Line[], prefix = ''): RunnerScript => {
    const name = `${names.service}-${suffix}.sh`;
    const lines = [...preamble(release, input.paths), ...content, '', ''].map(scriptLine);
    return {
      role,
      name,
      text: lines.map(({ text }) => `${text}\n`).join(''),
      lines,
      command: `${prefix}${unknownStorePath(name)} ${args}`,
    };
  };
  return [
    // Runs as root, because the token may be readable for root alone.
    script('unconfigure', 'unconfigure', unconfigure(release, input), '+'),
    script('configure', 'configure', configure(release, input)),
    script('setup', setup, setupDirectories(release)),
  ];
}

/** A line of the module's own, or one that shows values of options. */
type Line = string | ScriptLine;

function scriptLine(line: Line): ScriptLine {
  return typeof line === 'string' ? { text: line, from: [] } : line;
}

function made(text: string, ...from: readonly string[]): ScriptLine {
  return { text, from };
}

function indented(lines: readonly Line[], by: string): ScriptLine[] {
  return lines.map(scriptLine).map(({ text, from }) => ({ text: by + text, from }));
}

/** The directory that jobs work in: `workDir`, or the runtime directory. */
export function workDirectory(names: RunnerNames, values: RunnerValues): string {
  return values.workDir ?? names.runtimeDirectory;
}

/** The variable that holds the second argument: the work directory, which 22.11 calls by what it always was there. */
function workVariable(release: Release): string {
  return atLeast(release, '23.05') ? 'WORK_DIRECTORY' : 'RUNTIME_DIRECTORY';
}

function preamble(release: Release, paths: RunnerPaths): string[] {
  return [
    `#!${paths.bash}/bin/bash`,
    'set -euo pipefail',
    '',
    'STATE_DIRECTORY="$1"',
    `${workVariable(release)}="$2"`,
    'LOGS_DIRECTORY="$3"',
    '',
  ];
}

function unconfigure(release: Release, { values, paths, configPath }: RunnerScriptInput): Line[] {
  const token = escapeShellArg(release, values.tokenFile);
  const diff = `${paths.diffutils}/bin/diff`;
  return [
    'copy_tokens() {',
    '  # Copy the configured token file to the state dir and allow the service user to read the file',
    made(`  install --mode=666 ${token} "${NEW_TOKEN}"`, 'tokenFile'),
    '  # Also copy current file to allow for a diff on the next start',
    made(`  install --mode=600 ${token} "${CURRENT_TOKEN}"`, 'tokenFile'),
    '}',
    'clean_state() {',
    '  find "$STATE_DIRECTORY/" -mindepth 1 -delete',
    '  copy_tokens',
    '}',
    'diff_config() {',
    '  changed=0',
    '  # Check for module config changes',
    `  [[ -f "${CURRENT_CONFIG}" ]] \\`,
    `    && ${diff} -q '${configPath}' "${CURRENT_CONFIG}" >/dev/null 2>&1 \\`,
    '    || changed=1',
    '  # Also check the content of the token file',
    `  [[ -f "${CURRENT_TOKEN}" ]] \\`,
    made(`    && ${diff} -q "${CURRENT_TOKEN}" ${token} >/dev/null 2>&1 \\`, 'tokenFile'),
    '    || changed=1',
    '  # If the config has changed, remove old state and copy tokens',
    '  if [[ "$changed" -eq 1 ]]; then',
    '    echo "Config has changed, removing old runner state."',
    '    echo "The old runner will still appear in the GitHub Actions UI." \\',
    '         "You have to remove it manually."',
    '    clean_state',
    '  fi',
    '}',
    made(`if [[ "${switched(values.ephemeral, '1', '')}" ]]; then`, 'ephemeral'),
    '  # In ephemeral mode, we always want to start with a clean state',
    '  clean_state',
    'elif [[ "$(ls -A "$STATE_DIRECTORY")" ]]; then',
    '  # There are state files from a previous run; diff them to decide if we need a new registration',
    '  diff_config',
    'else',
    '  # The state directory is entirely empty which indicates a first start',
    '  copy_tokens',
    'fi',
    ...(atLeast(release, '23.05') ? ['# Always clean workDir', 'find -H "$WORK_DIRECTORY" -mindepth 1 -delete'] : []),
  ];
}

function configure(release: Release, { values, paths, configPath }: RunnerScriptInput): Line[] {
  const program = atLeast(release, '23.05') ? 'Runner.Listener configure' : 'config.sh';
  return [
    `if [[ -e "${NEW_TOKEN}" ]]; then`,
    '  echo "Configuring GitHub Actions Runner"',
    // Bare labels (see escapeShellArg) made shellcheck stumble over their commas.
    ...(atLeast(release, '24.11') ? ["  # shellcheck disable=SC2054  # don't complain about commas in --labels"] : []),
    '  args=(',
    ...indented(registrationArguments(release, values), '    '),
    '  )',
    ...tokenArguments(release, values),
    made(`  ${paths.package}/bin/${program} "\${args[@]}"`, 'package'),
    '  # Move the automatically created _diag dir to the logs dir',
    '  mkdir -p  "$STATE_DIRECTORY/_diag"',
    '  cp    -r  "$STATE_DIRECTORY/_diag/." "$LOGS_DIRECTORY/"',
    '  rm    -rf "$STATE_DIRECTORY/_diag/"',
    '  # Cleanup token from config',
    `  rm "${NEW_TOKEN}"`,
    '  # Symlink to new config',
    `  ln -s '${configPath}' "${CURRENT_CONFIG}"`,
    'fi',
  ];
}

/** The words of the argument list; an option that is not set leaves an empty line. */
function registrationArguments(release: Release, values: RunnerValues): Line[] {
  const quoted = (flag: string, value: string | null, option: string): Line =>
    made(value === null ? '' : `${flag} ${escapeShellArg(release, value)}`, option);
  return [
    '--unattended',
    '--disableupdate',
    `--work "$${workVariable(release)}"`,
    quoted('--url', values.url, 'url'),
    quoted('--labels', values.extraLabels.join(','), 'extraLabels'),
    quoted('--name', values.name, 'name'),
    made(switched(values.replace, '--replace', ''), 'replace'),
    quoted('--runnergroup', values.runnerGroup, 'runnerGroup'),
    made(switched(values.ephemeral, '--ephemeral', ''), 'ephemeral'),
    ...(atLeast(release, '24.05')
      ? [made(switched(values.noDefaultLabels, '--no-default-labels', ''), 'noDefaultLabels')]
      : []),
  ];
}

function tokenArguments(release: Release, values: RunnerValues): Line[] {
  const read = `token=$(<"${NEW_TOKEN}")`;
  const choose = (test: string): string[] => [
    `if ${test}; then`,
    '  args+=(--pat "$token")',
    'else',
    '  args+=(--token "$token")',
    'fi',
  ];
  if (atLeast(release, '25.11')) {
    return indented(
      [
        read,
        made(`case ${values.tokenType} in`, 'tokenType'),
        'access)',
        '  args+=(--pat "$token")',
        '  ;;',
        'registration)',
        '  args+=(--token "$token")',
        '  ;;',
        'auto)',
        '  # If the token file contains a PAT (i.e., it starts with "ghp_" or "github_pat_"),',
        '  # we have to use the --pat option, if it is not a PAT, we assume it contains a',
        '  # registration token and use the --token option',
        ...indented(choose('[[ "$token" =~ ^gh[a-z]+_* ]] || [[ "$token" =~ ^github_pat_* ]]'), '  '),
        '  ;;',
        'esac',
      ],
      '  ',
    );
  }
  const fineGrained = atLeast(release, '23.05');
  const prefixes = fineGrained ? '"ghp_" or "github_pat_"' : '"ghp_"';
  return indented(
    [
      `# If the token file contains a PAT (i.e., it starts with ${prefixes}), we have to use the --pat option,`,
      '# if it is not a PAT, we assume it contains a registration token and use the --token option',
      read,
      ...choose(`[[ "$token" =~ ^ghp_* ]]${fineGrained ? ' || [[ "$token" =~ ^github_pat_* ]]' : ''}`),
    ],
    '  ',
  );
}

function setupDirectories(release: Release): string[] {
  const work = workVariable(release);
  return [
    '# Link _diag dir',
    `ln -s "$LOGS_DIRECTORY" "$${work}/_diag"`,
    '',
    `# Link the runner credentials to the ${atLeast(release, '23.05') ? 'work' : 'runtime'} dir`,
    `ln -s "$STATE_DIRECTORY"/{.credentials,.credentials_rsaparams,.runner} "$${work}/"`,
  ];
}
