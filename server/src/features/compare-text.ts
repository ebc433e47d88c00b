// What a comparison means, in sentences.
import type { Preview } from '../runner/preview';
import type { Comparison, NewRegistration, OldEntry, ProtectionChange } from './compare';

/** Whether the second of the compared takes the place of the first on a machine, or both exist, on two machines. */
export type ComparisonKind = 'switch' | 'hosts';

/** Sentences for people, most important first, in Markdown. */
export function comparisonText(comparison: Comparison, kind: ComparisonKind): string[] {
  const { weaker, stronger } = comparison;
  const own = kind === 'switch' ? switchText(comparison) : hostsText(comparison);
  return [
    ...own,
    ...weaker.map(({ lost }) => `Less protection: ${lost}`),
    ...strongerText(stronger, weaker),
    ...settingsText(comparison),
  ];
}

function switchText(comparison: Comparison): string[] {
  return [serviceText(comparison), ...registrationText(comparison)];
}

function serviceText({ service, before, after }: Comparison): string {
  const unit = `\`${(after ?? before)?.unit.name ?? ''}\``;
  switch (service) {
    case 'absent':
      return 'Neither has a service for this runner.';
    case 'added':
      return `${unit} is new: a switch starts it, and the runner registers.`;
    case 'removed':
      return `${unit} goes away: a switch stops it. ${ENTRY.stays}`;
    case 'renamed':
      return `A switch stops \`${before?.unit.name ?? ''}\` and starts ${unit} in its place.`;
    case 'masked':
      return `A switch stops ${unit}: NixOS masks it, so that nothing starts it.`;
    case 'unmasked':
      return `A switch starts ${unit}, which was masked.`;
    case 'none':
      return `A switch leaves ${unit} running: nothing of it changes.`;
    case 'reload':
      return `A switch reloads ${unit} and does not restart it: the rest of the change waits for its next start.`;
    case 'skip':
      return `A switch leaves ${unit} running as it is (\`${reasonToSkip(after)}\`): the change waits for its next start, for example by \`systemctl restart ${after?.unit.name ?? ''}\`.`;
    case 'restart':
      return `A switch restarts ${unit}: a job that is running then is cancelled.`;
    default:
      return unreachable(service);
  }
}

const SKIPS = ['X-RestartIfChanged=', 'RefuseManualStop=', 'X-OnlyManualStart='];

function reasonToSkip(after: Preview | undefined): string {
  return after?.unit.lines.find(({ text }) => SKIPS.some((start) => text.startsWith(start)))?.text ?? '';
}

const ENTRY: Readonly<Record<OldEntry, string>> = {
  stays:
    'Its old entry stays in GitHub’s list of runners until somebody removes it there, or GitHub does after two weeks without contact.',
  replaced: 'It takes the place of its old entry in GitHub’s list, because `replace` is set.',
  blocks:
    'Its old entry stays in GitHub’s list under the same name, and GitHub refuses the new registration until somebody removes it there. Set `replace = true;` to take its place.',
};

function registrationText({ registration, service, after }: Comparison): string[] {
  if (registration === undefined) {
    const again = after?.runner.values.ephemeral === true && (service === 'restart' || service === 'skip');
    return again ? ['The runner registers anew at every start, because it is `ephemeral`.'] : [];
  }
  const when = service === 'restart' || service === 'renamed' ? 'then registers' : 'registers at its next start';
  return [`The runner ${when} anew: ${causeOf(registration)}. ${ENTRY[registration.oldEntry]}`];
}

function causeOf({ options }: NewRegistration): string {
  return options.length === 0
    ? 'it has another state directory, which is empty'
    : `${options.map((name) => `\`${name}\``).join(', ')} ${options.length === 1 ? 'changes' : 'change'}`;
}

function hostsText({ before, after, registration }: Comparison): string[] {
  if (before === undefined || after === undefined)
    return [
      after === undefined
        ? 'The second host has no service for this runner.'
        : 'The first host has no service for this runner.',
    ];
  if (registration === undefined) return ['Both hosts register the runner with the same options.'];
  const { options } = registration;
  return options.length === 0
    ? []
    : [`The hosts register the runner with different options: ${options.map((name) => `\`${name}\``).join(', ')}.`];
}

function strongerText(stronger: readonly ProtectionChange[], weaker: readonly ProtectionChange[]): string[] {
  const names = stronger.map(({ directive }) => directive).filter((name) => !weaker.some((w) => w.directive === name));
  return names.length === 0 ? [] : [`More protection: ${names.map((name) => `\`${name}\``).join(', ')}.`];
}

const MAX_NAMED = 12;

function settingsText({ settings, installation, units, scripts, before, after }: Comparison): string[] {
  const names = [...new Set(settings.map(({ key }) => key.replace(/^[^.]*\./, '')))];
  const shown = names.slice(0, MAX_NAMED).map((name) => `\`${name}\``);
  const more = names.length > MAX_NAMED ? ` and ${names.length - MAX_NAMED} more` : '';
  const both = before !== undefined && after !== undefined;
  return [
    ...(names.length > 0 ? [`Settings that differ: ${shown.join(', ')}${more}.`] : []),
    ...(installation.length > 0
      ? [`Beside its text differ: ${installation.map((name) => `\`${name}\``).join(', ')}.`]
      : []),
    ...(both && units.length > 0
      ? [`Units beside it that differ: ${units.map((name) => `\`${name}\``).join(', ')}.`]
      : []),
    ...(both && scripts.length > 0 ? [`Scripts that differ: ${scripts.map((name) => `\`${name}\``).join(', ')}.`] : []),
  ];
}

function unreachable(service: never): never {
  throw new TypeError(`Unknown change ${String(service)}`);
}
