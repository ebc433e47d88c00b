import type { OptionEntry } from './schema';

/** The same pattern as for `networking.hostName`. */
const HOST_NAME_PATTERN = '^$|^[[:alnum:]]([[:alnum:]_-]{0,61}[[:alnum:]])?$';

/** Options that say as what, where and how the runner registers with GitHub. */
export const REGISTRATION_OPTIONS: readonly OptionEntry[] = [
  {
    name: 'url',
    variants: [{ since: '22.11', type: { kind: 'str' }, default: { kind: 'required' } }],
    example: '"https://github.com/nixos/nixpkgs"',
    reRegisters: true,
    summary:
      'The GitHub address this runner works for: a repository (`https://github.com/owner/repo`) or an organisation (`https://github.com/owner`). It must fit the token: with a token for an organisation, a repository address makes the registration fail with `404 NotFound`. The value is readable by everybody in the unit and its scripts, so no credentials belong in it.',
    releaseNotes: [],
  },
  {
    name: 'tokenFile',
    variants: [{ since: '22.11', type: { kind: 'path' }, default: { kind: 'required' } }],
    example: '"/run/secrets/github-runner/nixos.token"',
    reRegisters: true,
    summary:
      'Absolute path of a file that holds the token, on the running system. The file has exactly one line, without a newline at its end, with a personal access token (classic or fine-grained) or a registration token; the latter expires after an hour, so that any later registration fails. Write the path as a string: a path literal such as `./token` copies the secret into the Nix store, where everybody can read it. A change of the path or of the file’s content registers the runner anew.',
    releaseNotes: [
      {
        release: '23.05',
        text: 'Fine-grained personal access tokens (`github_pat_…`) are recognised. The warning about a token in the Nix store is gone; the danger is not.',
      },
      { release: '25.11', text: 'Any token of the form `gh…_` counts as an access token; see `tokenType`.' },
    ],
  },
  {
    name: 'tokenType',
    variants: [
      {
        since: '25.11',
        type: { kind: 'enum', values: ['auto', 'access', 'registration'] },
        default: { kind: 'value', value: 'auto' },
      },
    ],
    example: '"registration"',
    reRegisters: false,
    summary:
      'What kind of token `tokenFile` holds: `access` passes it to the runner as `--pat`, `registration` as `--token`, and `auto` decides by its first characters. `registration` does not go together with `ephemeral`, because a registration token is soon expired when the runner registers again after a job.',
    releaseNotes: [
      { release: '25.11', text: 'New. Before, the kind was always told from the token’s first characters.' },
    ],
  },
  {
    name: 'name',
    variants: [
      {
        since: '22.11',
        tree: 'singular',
        type: { kind: 'strMatching', pattern: HOST_NAME_PATTERN },
        default: { kind: 'hostName' },
        defaultText: 'config.networking.hostName',
      },
      {
        since: '23.05',
        tree: 'plural',
        type: { kind: 'nullOr', of: { kind: 'strMatching', pattern: HOST_NAME_PATTERN } },
        default: { kind: 'value', value: null },
      },
      {
        since: '24.05',
        tree: 'plural',
        type: { kind: 'nullOr', of: { kind: 'str' } },
        default: { kind: 'attributeName' },
        defaultText: '<name>',
      },
    ],
    example: '"nixos"',
    reRegisters: true,
    summary:
      'The name under which the runner appears on GitHub. Two runners of one repository or organisation cannot share a name unless `replace` is set. The unit and its directories are named after the attribute in `services.github-runners`, not after this option.',
    releaseNotes: [
      {
        release: '23.05',
        text: 'In `services.github-runners.<name>` the value may be `null`, which stands for the attribute name.',
      },
      {
        release: '24.05',
        text: 'Any string is allowed and the attribute name is the default; `null` now leaves the choice to the runner, which takes the host name.',
      },
    ],
  },
  {
    name: 'runnerGroup',
    variants: [
      {
        since: '22.11',
        type: { kind: 'nullOr', of: { kind: 'str' } },
        default: { kind: 'value', value: null },
      },
    ],
    reRegisters: true,
    summary:
      'The runner group that the runner joins; `null` stands for the default group. The group must exist already, and only organisations and enterprises have groups.',
    releaseNotes: [],
  },
  {
    name: 'extraLabels',
    variants: [
      {
        since: '22.11',
        type: { kind: 'listOf', of: { kind: 'str' } },
        default: { kind: 'value', value: [] },
      },
    ],
    example: '[ "nixos" ]',
    reRegisters: true,
    summary:
      'Labels for `runs-on:` in addition to `self-hosted`, the operating system and the architecture. The list is handed to the runner joined by commas, so that a comma inside of a label splits it in two. The order counts as a change: other order, new registration.',
    releaseNotes: [],
  },
  {
    name: 'noDefaultLabels',
    variants: [{ since: '24.05', type: { kind: 'bool' }, default: { kind: 'value', value: false } }],
    reRegisters: true,
    summary:
      'Leaves out the labels that the runner otherwise gives itself (`self-hosted`, operating system, architecture). `extraLabels` must then name at least one label, or the configuration is refused.',
    releaseNotes: [{ release: '24.05', text: 'New.' }],
  },
  {
    name: 'replace',
    variants: [{ since: '22.11', type: { kind: 'bool' }, default: { kind: 'value', value: false } }],
    reRegisters: false,
    summary:
      'Takes the place of a runner of the same name that is registered already. Without it, registering a second runner of that name fails, for example after the state directory was lost.',
    releaseNotes: [],
  },
  {
    name: 'ephemeral',
    variants: [{ since: '22.11', type: { kind: 'bool' }, default: { kind: 'value', value: false } }],
    reRegisters: true,
    summary:
      'Runs one job, signs off from GitHub and stops; the service then starts afresh with an empty state directory and registers again. Each registration needs a token that still works, so `tokenFile` must hold a personal access token: with a registration token it fails after an hour.',
    releaseNotes: [],
  },
  {
    name: 'workDir',
    variants: [
      {
        since: '23.05',
        type: { kind: 'nullOr', of: { kind: 'str' } },
        default: { kind: 'value', value: null },
      },
    ],
    reRegisters: true,
    summary:
      'The directory jobs work in (`$GITHUB_WORKSPACE` lies in it), also the service’s `HOME`. Everything in it is deleted at every start of the service. `null` stands for the runtime directory below `/run`, which lies in memory. The directory must exist, be writable for the service’s user and not lie below `/home` or `/root` as long as `ProtectHome` is on.',
    releaseNotes: [{ release: '23.05', text: 'New. Before, jobs always worked in the runtime directory.' }],
  },
];
