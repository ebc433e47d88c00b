// Values of the wrong type.
import { NixError } from '../evaluator/errors';
import { force, isList, typeOf, type Lazy } from '../evaluator/values';
import { OptionError, showOption, type Definition } from '../modules/definition';
import { toPretty } from '../nixpkgs-lib/pretty';
import { enableHasEffect } from '../nixos';
import type { Runner } from '../runner/runner';
import type { Finding } from './finding';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';

export const typeMismatch: Rule = {
  name: 'type-mismatch',
  severity: 'error',
  summary: "An option's value is not of the option's type.",
  checkHost(context) {
    return context.runners.flatMap((runner) => [
      ...[...runner.options.values()].flatMap((o) => found(context, runner, o.error)),
      ...[...(context.preview(runner)?.service.settings.values() ?? [])].flatMap((s) =>
        found(context, runner, s.error),
      ),
    ]);
  },
};

function found(context: HostContext, runner: Runner, error: NixError | undefined): Finding[] {
  if (!(error instanceof OptionError) || error.problem !== 'type-mismatch') return [];
  const { option, element } = elementOf(error);
  const evaluated = isEvaluated(context, runner, error);
  return error.definitions.flatMap((d) => {
    const at = innermostPlace(d, context, element);
    if (at === undefined) return [];
    const expected = error.typeDescription ?? 'another type';
    return [
      {
        rule: 'type-mismatch',
        severity: evaluated ? 'error' : 'warning',
        message: `\`${option}\` must be ${article(expected)}${expected}, but this is ${describe(d)}.${evaluated ? '' : ' NixOS does not look at it as long as the runner is disabled.'}`,
        at,
        option,
      },
    ];
  });
}

/** NixOS evaluates the other options only of runners that get a service. */
function isEvaluated({ host }: HostContext, runner: Runner, error: OptionError): boolean {
  return runner.hasService || error.loc.at(-1) === 'enable' || !enableHasEffect(host.release, runner.tree);
}

const ELEMENT = /^\[definition \d+-entry (\d+)\]$/;

/** The option itself, and the index of the list element that the error is about. */
function elementOf(error: OptionError): { option: string; element: number | undefined } {
  const entry = ELEMENT.exec(error.loc.at(-1) ?? '')?.[1];
  if (entry === undefined) return { option: showOption(error.loc), element: undefined };
  return { option: showOption(error.loc.slice(0, -1)), element: Number(entry) - 1 };
}

function article(description: string): string {
  if (/^(one of|null or|absolute|non-empty|impossible|value )/.test(description)) return '';
  return /^[aeiou]/.test(description) ? 'an ' : 'a ';
}

const MAX_SHOWN = 40;

function describe(d: Definition): string {
  const shown = shownValue(d.value);
  const kind = KINDS[typeOf(force(d.value))];
  return shown === undefined ? kind : `${kind} \`${shown}\``;
}

const KINDS: Readonly<Record<ReturnType<typeof typeOf>, string>> = {
  null: 'the value',
  bool: 'the Boolean',
  int: 'the integer',
  float: 'the float',
  string: 'the string',
  path: 'the path',
  set: 'a set',
  list: 'a list',
  lambda: 'a function',
  unknown: 'a value',
};

function shownValue(v: Lazy): string | undefined {
  const value = force(v);
  if (isList(value) || typeOf(value) === 'set' || typeOf(value) === 'lambda') return undefined;
  try {
    const text = toPretty(value, {});
    return text.includes('\n') || text.length > MAX_SHOWN ? undefined : text;
  } catch (error) {
    if (error instanceof NixError) return undefined;
    throw error;
  }
}
