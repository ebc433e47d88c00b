// Values of the wrong type.
import { NixError, attempt } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { isString } from '../evaluator/strings';
import { NixPath, force, isList, typeOf, type Lazy, type Value } from '../evaluator/values';
import { OptionError, showOption, type Definition } from '../modules/definition';
import { mergeDefinitions } from '../modules/merge-definitions';
import { toPretty } from '../nixpkgs-lib/pretty';
import { strMatching } from '../modules/types/strings';
import { UNIT_NAME_PATTERN, enableHasEffect } from '../nixos';
import type { Runner } from '../runner/runner';
import { asOneWord } from './edits';
import type { Finding, Fix } from './finding';
import { knownValue } from './known';
import { expressionWith, innermostPlace } from './places';
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
    const expected = inWords(error.typeDescription ?? 'another type');
    return [
      {
        rule: 'type-mismatch',
        severity: evaluated ? 'error' : 'warning',
        message: `\`${option}\` must be ${article(expected)}${expected}, but this is ${describe(d)}.${evaluated ? '' : ' NixOS does not look at it as long as the runner is disabled.'}`,
        at,
        option,
        ...fixesFor(context, d, at, expectation(runner, error)),
      },
    ];
  });
}

const UNIT_NAME = strMatching(UNIT_NAME_PATTERN).description;

/** A type's description; that of a unit's name is a pattern, which tells people little. */
function inWords(description: string): string {
  return description.replace(UNIT_NAME, 'systemd unit name with its kind, such as `network.target`');
}

/** Whether a value would be right in the place of the wrong one. */
type Expectation = (value: Value) => boolean;

function expectation(runner: Runner, error: OptionError): Expectation {
  const { loc } = error;
  if (ELEMENT.test(loc.at(-1) ?? '')) return (value) => error.typeDescription === 'string' && isString(value);
  const state = [...runner.options.values()].find((o) => showOption(o.loc) === showOption(loc));
  if (state === undefined) return (value) => loc.at(-2) === 'environment' && isString(value);
  return (value) => {
    const [definition] = error.definitions;
    if (definition === undefined) return false;
    const merged = mergeDefinitions(loc, state.evaluated.type, [{ ...definition, value }]);
    return attempt(() => isWhole(force(merged.value))) ?? false;
  };
}

/** Forces the elements of a list, too. */
function isWhole(value: Value): true {
  if (isList(value)) value.forEach((item) => force(item));
  return true;
}

/** The same value in another form, where that is what the option takes. */
function fixesFor(
  context: HostContext,
  d: Definition,
  at: Position,
  isRight: Expectation,
): { readonly fixes?: readonly Fix[] } {
  const value = knownValue(d.value);
  if (value === undefined) return {};
  const found = otherForms(context, value, at).find((form) => isRight(form.value));
  return found === undefined
    ? {}
    : { fixes: [{ title: found.title, edits: [{ at, newText: found.newText }], safe: typeOf(value) !== 'bool' }] };
}

interface Form {
  readonly title: string;
  readonly newText: string;
  readonly value: Value;
}

function otherForms(context: HostContext, value: Value, at: Position): Form[] {
  const text = at.source.text.slice(at.start, at.end);
  const quoted = (content: string): Form => ({
    title: 'Write it as a string',
    newText: JSON.stringify(content),
    value: content,
  });
  const forms: Form[] = [{ title: 'Make it a list', newText: `[ ${asOneWord(text)} ]`, value: [value] }];
  if (typeof value === 'string') {
    if (/^(true|yes|on)$/i.test(value)) forms.push({ title: 'Change to `true`', newText: 'true', value: true });
    if (/^(false|no|off)$/i.test(value)) forms.push({ title: 'Change to `false`', newText: 'false', value: false });
  }
  // A text that is computed elsewhere is not mended here.
  if (typeOf(value) === 'int' || typeOf(value) === 'float' || typeOf(value) === 'bool') {
    if (/^-?[\w.]+$/.test(text)) forms.push(quoted(text));
  }
  if (value instanceof NixPath && text.startsWith('/')) forms.push(quoted(value.path));
  const expr = context.program(at.source.path)?.parse.root;
  const list = expr && expressionWith(expr, at);
  const [item] = list?.kind === 'List' ? list.items : [];
  if (isList(value) && value.length === 1 && item !== undefined)
    forms.push({
      title: 'Take it out of the list',
      newText: at.source.text.slice(item.span.start, item.span.end),
      value: force(value[0] as Lazy),
    });
  return forms;
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
