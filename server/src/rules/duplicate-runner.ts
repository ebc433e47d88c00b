// Two runners of one host that register under the same name at the same address.
import { showOption } from '../modules/definition';
import { atLeast } from '../nixos';
import type { Runner } from '../runner/runner';
import type { Finding } from './finding';
import { isNull, optionFinding, optionFlag, optionText } from './option-findings';
import { knownText } from './known';
import type { HostContext, Rule } from './rule';
import { configValue } from './system-config';

export const duplicateRunner: Rule = {
  name: 'duplicate-runner',
  severity: 'warning',
  summary: 'Two runners of a host register under the same name at the same address.',
  checkHost(context) {
    const first = new Map<string, Runner>();
    return context.runners.flatMap((runner) => {
      const key = registrationKey(context, runner);
      if (key === undefined) return [];
      const other = first.get(key);
      if (other === undefined) first.set(key, runner);
      return other === undefined ? [] : finding(context, runner, other);
    });
  },
};

/** What two runners must not share; `undefined` unless all of it is known and certain to be registered. */
function registrationKey(context: HostContext, runner: Runner): string | undefined {
  const url = optionText(runner, 'url');
  const name = registeredName(context, runner);
  const group = isNull(runner, 'runnerGroup') ? '' : optionText(runner, 'runnerGroup');
  if (!runner.hasService || typeof runner.enabled !== 'boolean') return undefined;
  if (url === undefined || name === undefined || group === undefined) return undefined;
  // GitHub does not tell capitals in owners and repositories.
  return JSON.stringify([url.toLowerCase().replace(/\/+$/, ''), name, group]);
}

/** From 24.05 on a runner whose name is null takes the machine's name, which is the same for all. */
function registeredName({ host }: HostContext, runner: Runner): string | undefined {
  if (!isNull(runner, 'name')) return optionText(runner, 'name');
  if (!atLeast(host.release, '24.05')) return runner.attribute;
  return knownText(configValue(host, ['networking', 'hostName'])) ?? '';
}

function finding(context: HostContext, runner: Runner, other: Runner): Finding[] {
  const name = runner.options.get('name');
  // Runners that replace each other are meant to, for example while one is moved.
  if (name === undefined || (optionFlag(runner, 'replace') !== false && optionFlag(other, 'replace') !== false))
    return [];
  const where = other.definedAt[0];
  return optionFinding('duplicate-runner', context, runner, name, {
    message: `This runner registers under the same name at the same address as \`${showOption(other.loc)}\`. The one that starts later fails, or takes the other one's place if it has \`replace\`. Give each a \`name\` of its own.`,
  }).map((f) => ({
    ...f,
    ...(where && {
      related: [
        {
          at: { source: where.source, start: where.start, end: where.end },
          message: 'The other runner is defined here.',
        },
      ],
    }),
  }));
}
