// Whether a host declares the users and groups that its runners run as.
import { OptionError, showOption, type Definition } from '../modules/definition';
import { nearestName } from '../modules/suggest';
import type { RunnerOptionState } from '../runner/runner';
import type { Finding, RuleName } from './finding';
import { activeRunners, knownText } from './known';
import { innermostPlace } from './places';
import { textFix } from './option-findings';
import type { HostContext } from './rule';
import { isMentioned, configEntries } from './system-config';

/** What is looked for: `user` in `users.users`, `group` in `users.groups`. */
export interface AccountKind {
  readonly rule: RuleName;
  readonly option: 'user' | 'group';
  readonly declared: readonly string[];
  /** Names that every NixOS machine has (nixos/modules/config/users-groups.nix and misc/ids.nix). */
  readonly always: readonly string[];
}

/** Findings about users or groups that a host, known as a whole, does not declare. */
export function undeclaredAccounts(context: HostContext, kind: AccountKind): Finding[] {
  if (!context.isWhole()) return [];
  const declared = configEntries(context.host, kind.declared)?.map((entry) => entry.name);
  if (declared === undefined) return [];
  return activeRunners(context).flatMap((runner) => {
    const state = runner.options.get(kind.option);
    const name = knownText(state?.value);
    if (state === undefined || state.error instanceof OptionError || name === undefined) return [];
    if (declared.includes(name) || kind.always.includes(name) || isMentioned(context, ownAccounts(context), name))
      return [];
    return findings(context, state, kind, name, declared);
  });
}

/** What runners say of their users and groups: often the same name twice, which makes neither of them. */
function ownAccounts({ runners }: HostContext): Definition[] {
  return runners.flatMap(({ options }) => ['user', 'group'].flatMap((name) => options.get(name)?.definitions ?? []));
}

function findings(
  context: HostContext,
  state: RunnerOptionState,
  { rule, declared: path }: AccountKind,
  name: string,
  declared: readonly string[],
): Finding[] {
  const definition = state.definitions[0];
  const at = definition && innermostPlace(definition, context);
  if (at === undefined) return [];
  const near = nearestName(name, declared);
  const advice =
    near === undefined
      ? `Declare it with \`${showOption([...path, name])}\`, unless a module of NixOS does.`
      : `Did you mean \`${near}\`?`;
  const fix = near === undefined ? undefined : textFix(at, name, near);
  return [
    {
      rule,
      severity: 'information',
      message: `Nothing in the files of this host declares \`${name}\`; the service does not start as long as it does not exist. ${advice}`,
      at,
      option: showOption(state.loc),
      ...(fix && { fixes: [fix] }),
    },
  ];
}
