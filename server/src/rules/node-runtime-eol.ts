// Versions of Node.js that nobody maintains any more.
import { attempt } from '../evaluator/errors';
import { force, isList } from '../evaluator/values';
import { showOption } from '../modules/definition';
import type { RunnerOptionState } from '../runner/runner';
import type { Finding, Fix } from './finding';
import { activeRunners, knownText } from './known';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';

export const nodeRuntimeEol: Rule = {
  name: 'node-runtime-eol',
  severity: 'information',
  summary: 'A runner is built with a version of Node.js that is no longer maintained.',
  checkHost(context) {
    return activeRunners(context).flatMap((runner) => {
      const state = runner.options.get('nodeRuntimes');
      return state === undefined ? [] : ofRuntimes(context, state);
    });
  },
};

/** The last day on which a version got security fixes (Node.js release schedule). */
const END_OF_LIFE: ReadonlyMap<string, string> = new Map([
  ['node16', '11 September 2023'],
  ['node20', '30 April 2026'],
]);

function ofRuntimes(context: HostContext, state: RunnerOptionState): Finding[] {
  const { type } = state.option;
  const offered = type.kind === 'nonEmptyListOf' && type.of.kind === 'enum' ? type.of.values : [];
  const newest = offered.at(-1);
  const chosen = attempt(() => (isList(state.value ?? null) ? (state.value as readonly never[]).map(knownText) : []));
  // A list that has the newest one beside older ones serves actions that still ask for these.
  if (newest === undefined || chosen === undefined || chosen.includes(newest)) return [];
  return state.definitions.flatMap((definition) => {
    const list = attempt(() => force(definition.value));
    if (list === undefined || !isList(list)) return [];
    return list.flatMap((item, i): Finding[] => {
      const runtime = knownText(item);
      const end = runtime === undefined ? undefined : END_OF_LIFE.get(runtime);
      const at = innermostPlace(definition, context, i);
      if (runtime === undefined || end === undefined || at === undefined || runtime === newest) return [];
      return [
        {
          rule: 'node-runtime-eol',
          severity: 'information',
          message: `\`${runtime}\` has had no security fixes since ${end}. Use \`${newest}\`, which NixOS ${context.host.release} offers.`,
          at,
          option: showOption(state.loc),
          ...(chosen.length === 1 && updated(at, runtime, newest)),
        },
      ];
    });
  });
}

function updated(at: Finding['at'], runtime: string, newest: string): { fixes?: readonly Fix[] } {
  if (at.source.text.slice(at.start, at.end) !== JSON.stringify(runtime)) return {};
  return { fixes: [{ title: `Change to \`${newest}\``, edits: [{ at, newText: JSON.stringify(newest) }] }] };
}
