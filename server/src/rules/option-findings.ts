// Findings about the value of one runner option.
import { Unknown } from '../evaluator/values';
import { showOption } from '../modules/definition';
import type { Runner, RunnerOptionState } from '../runner/runner';
import type { Finding, Fix, RuleName, Severity } from './finding';
import { knownText } from './known';
import { innermostPlace, valuePlace } from './places';
import type { HostContext } from './rule';

/** What a rule says about an option. */
export interface Remark {
  readonly message: string;
  readonly severity?: Severity;
  /** What the text of the value should be, where that is certain. */
  readonly replacement?: string;
  /** Whether the replacement is certain to mean the same. */
  readonly safe?: boolean;
}

/** The known text of a runner's option. */
export function optionText(runner: Runner, name: string): string | undefined {
  return knownText(runner.options.get(name)?.value);
}

/** A Boolean option; `undefined` where it is not known or does not exist. */
export function optionFlag(runner: Runner, name: string): boolean | undefined {
  const value = runner.options.get(name)?.value;
  return typeof value === 'boolean' ? value : undefined;
}

/** Whether the option's value is known and is `null`. */
export function isNull(runner: Runner, name: string): boolean {
  const state = runner.options.get(name);
  return state !== undefined && !(state.value instanceof Unknown) && state.value === null;
}

/** A finding at the value of an option; at the runner's name where the value is a default. */
export function optionFinding(
  rule: RuleName,
  context: HostContext,
  runner: Runner,
  state: RunnerOptionState,
  { message, severity = 'warning', replacement, safe = false }: Remark,
): Finding[] {
  const definition = state.definitions[0];
  const named = runner.definedAt[0];
  const at =
    definition === undefined
      ? named && { source: named.source, start: named.start, end: named.end }
      : (innermostPlace(definition, context) ?? valuePlace(definition));
  if (at === undefined) return [];
  const fix =
    replacement === undefined ? undefined : textFix(at, optionText(runner, state.option.name), replacement, safe);
  return [{ rule, severity, message, at, option: showOption(state.loc), ...(fix && { fixes: [fix] }) }];
}

/** Puts another text in the place of a string that is written out there. */
export function textFix(
  at: Finding['at'],
  text: string | undefined,
  replacement: string,
  safe = false,
): Fix | undefined {
  if (text === undefined || at.source.text.slice(at.start, at.end) !== JSON.stringify(text)) return undefined;
  return { title: `Change to \`${replacement}\``, edits: [{ at, newText: JSON.stringify(replacement) }], safe };
}
