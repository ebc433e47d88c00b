/** An environment variable that the runner itself reads, or that its jobs often need. */
export interface RunnerVariable {
  readonly name: string;
  /** Markdown. */
  readonly summary: string;
}

/**
 * Source: actions/runner, docs/adrs/1751-runner-job-hooks.md, docs/adrs/1891-container-hooks.md, src/Misc/layoutroot,
 * and GitHub's documentation of self-hosted runners behind a proxy.
 */
export const RUNNER_VARIABLES: readonly RunnerVariable[] = [
  { name: 'ACTIONS_RUNNER_HOOK_JOB_STARTED', summary: 'A script that the runner runs before each job.' },
  { name: 'ACTIONS_RUNNER_HOOK_JOB_COMPLETED', summary: 'A script that the runner runs after each job.' },
  { name: 'ACTIONS_RUNNER_CONTAINER_HOOKS', summary: 'A script that starts job containers in place of Docker.' },
  { name: 'ACTIONS_RUNNER_REQUIRE_JOB_CONTAINER', summary: '`true` refuses jobs that do not run in a container.' },
  { name: 'ACTIONS_RUNNER_PRINT_LOG_TO_STDOUT', summary: 'Writes the log of the runner into the journal too.' },
  { name: 'RUNNER_ALLOW_RUNASROOT', summary: 'Lets the runner start as root, which it refuses otherwise.' },
  { name: 'DOCKER_HOST', summary: 'Where Docker listens, for example `unix:///run/podman/podman.sock`.' },
  { name: 'HOME', summary: 'The home directory of jobs; by default the work directory.' },
  { name: 'RUNNER_ROOT', summary: 'Where the runner keeps its registration; by default the state directory.' },
  { name: 'http_proxy', summary: 'The proxy for HTTP.' },
  { name: 'https_proxy', summary: 'The proxy for HTTPS, also for the connection to GitHub.' },
  { name: 'no_proxy', summary: 'Hosts that are reached without a proxy, separated by commas.' },
  { name: 'NIX_PATH', summary: 'Where `<nixpkgs>` is found.' },
];
