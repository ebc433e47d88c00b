// What the files of a host declare for others to use: secrets, users and groups.
import { attempt } from '../../evaluator/errors';
import { nixIdentifier } from '../../nixpkgs-lib/nix-syntax';
import { SECRETS_MODULES, secretPath, type SecretsModule } from '../../nixos';
import { knownText } from '../../rules/known';
import { configEntries, configValue } from '../../rules/system-config';
import type { Host } from '../../runner/host';
import type { CursorContext } from '../cursor/contexts';
import { hostLabel } from '../hosts';
import { namesAt, quickly, quicklyIn, type Moment } from '../moment';
import { RANK, stringChoice, type Choice } from './item';

/** The cursor, of which the scopes around count, and whether it is in a string. */
type At = Pick<CursorContext, 'kind' | 'chain'>;

/** What an option may be because the hosts declare it. */
export function declaredChoices(moment: Moment, context: At, option: string): Choice[] {
  switch (option) {
    case 'tokenFile':
      return secretChoices(moment, context);
    case 'user':
      return accountChoices(moment, ['users', 'users']);
    case 'group':
      return accountChoices(moment, ['users', 'groups']);
    default:
      return [];
  }
}

/** Something that hosts of a file have. */
interface OfHosts<T> {
  readonly found: T;
  /** Which hosts have it, as an end of a sentence, where the one that the person looks at does not. */
  readonly only: string;
}

/** What the hosts of a file have, each thing once: first what the one has that the person looks at. */
function ofHosts<T>(moment: Moment, find: (host: Host) => readonly (readonly [key: string, T])[]): OfHosts<T>[] {
  const hosts = moment.file?.hosts ?? [];
  const all = new Map<string, { found: T; labels: string[]; isHere: boolean }>();
  for (const [i, of] of hosts.entries())
    for (const [key, found] of quicklyIn(of, () => find(of.host)) ?? []) {
      const known = all.get(key) ?? { found, labels: [], isHere: i === 0 };
      known.labels.push(hostLabel(of));
      all.set(key, known);
    }
  return [...all.values()].map(({ found, labels, isHere }) => ({
    found,
    only: isHere ? '' : `, on ${labels.join(', ')} only`,
  }));
}

function rankOf(only: string): number {
  return only === '' ? RANK.asked : RANK.wanted;
}

/** Users or groups, declared at a path such as `users.users`. */
function accountChoices(moment: Moment, path: readonly string[]): Choice[] {
  return ofHosts(moment, (host) => (configEntries(host, path) ?? []).map(({ name }) => [name, name])).map(
    ({ found, only }) => ({
      ...stringChoice(found, 'account', `declared in ${path.join('.')}${only}`),
      rank: rankOf(only),
    }),
  );
}

interface Secret {
  readonly module: SecretsModule;
  readonly name: string;
  readonly file: string | undefined;
}

/** Secrets, as the option that holds their path; where `config` cannot be used, as the path itself. */
function secretChoices(moment: Moment, context: At): Choice[] {
  const hasConfig = quickly(moment, () => namesAt(moment, context.chain).variables.has('config')) === true;
  return ofHosts(moment, (host) => SECRETS_MODULES.flatMap((module) => secretsOf(host, module))).flatMap(
    ({ found: { module, name, file }, only }): Choice[] => {
      const code = `config.${module.path.join('.')}.${nixIdentifier(name)}.path`;
      const documentation = (): string => `The secret \`${name}\` that ${module.name} decrypts on the machine.`;
      const rest = { rank: rankOf(only), documentation };
      if (context.kind !== 'string' && hasConfig)
        return [
          { code, kind: 'secret', detail: `${module.name}${file === undefined ? '' : `, ${file}`}${only}`, ...rest },
        ];
      return file === undefined ? [] : [{ ...stringChoice(file, 'secret', `${module.name}, ${name}${only}`), ...rest }];
    },
  );
}

function secretsOf(host: Host, module: SecretsModule): [string, Secret][] {
  return (configEntries(host, module.path) ?? []).map(({ name }) => {
    const path = attempt(() => knownText(configValue(host, [...module.path, name, 'path']) ?? null));
    return [[...module.path, name].join('.'), { module, name, file: path ?? secretPath(module, { name }) }];
  });
}
