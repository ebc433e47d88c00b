// Hints between the text of a configuration: what the expressions in runners' options are worth, and which defaults they
// take the place of.
import { attrEntries, getAttr } from '../evaluator/attrs';
import type { Position } from '../evaluator/position';
import { Attrs, Closure, NixString, PrimOp, Unknown, force, isList, type Lazy } from '../evaluator/values';
import { showOption } from '../modules/definition';
import { typeTag } from '../modules/properties';
import { isDerivationValue } from '../nixpkgs-lib/support';
import { unknownStorePath } from '../nixos';
import { redactTokens } from '../rules/token-forms';
import { hostName } from '../runner/host-name';
import { plainToValue } from '../runner/nixos-options';
import type { Expr, Span } from '../syntax/ast';
import { children } from '../syntax/visit';
import type { FileAnalysis } from '../workspace/analysis';
import { definitions, type Surroundings } from './definition';
import type { Moment } from './moment';
import { movedSpan } from './moved-offset';
import { defaultExpression } from './option-default';
import { conditionsText } from './origin-text';
import { valueText } from './show-value';
import { told } from './value-at';
import { writtenOptions, writtenValues, type WrittenOption, type WrittenValue } from './written-options';

export type InlayHintKind = 'value' | 'shadowedDefault';

export interface InlayHint {
  readonly kind: InlayHintKind;
  /** Where it stands, in the text as it is now (UTF-16). */
  readonly offset: number;
  readonly text: string;
  /** Markdown, made when somebody looks at it. */
  tooltip(): string;
  /** Where the value comes from, where one name says it. */
  origin(around: Surroundings): Position | undefined;
}

/**
 * The hints of some kinds for the options that are set in a part of the text. They are what the last evaluation told;
 * what has been edited since then has none.
 */
export function inlayHints(moment: Moment, within: Span, kinds: ReadonlySet<InlayHintKind>): InlayHint[] {
  const { file } = moment;
  if (file === undefined || kinds.size === 0) return [];
  const now = movedSpan(file.program.source.text, moment.program.source.text);
  const found: InlayHint[] = [];
  for (const [offset, options] of writtenOptions(file)) {
    const name = now({ start: offset, end: offset });
    if (name === undefined || name.start > within.end) continue;
    for (const value of writtenValues(file.program.parse.root, offset)) {
      const at = now(value.span)?.end;
      if (at === undefined || at < within.start || at > within.end) continue;
      if (kinds.has('value')) found.push(...valueHint(file, options, value, at));
      if (kinds.has('shadowedDefault') && value.path.length === 0) found.push(...defaultHint(options, value, at));
    }
  }
  return found.sort((a, b) => a.offset - b.offset);
}

/** What one text says for all places that it stands for; `undefined` where they differ or one of them has none. */
function agreed(texts: readonly (string | undefined)[]): string | undefined {
  const [first] = texts;
  return texts.every((text) => text === first) ? first : undefined;
}

function valueHint(
  file: FileAnalysis,
  options: readonly WrittenOption[],
  { span, expr, path }: WrittenValue,
  offset: number,
): InlayHint[] {
  if (expr !== undefined && isEvident(expr)) return [];
  const whole = agreed(options.map((option) => knownText(option, path)));
  const { text: source } = file.program.source;
  if (whole === undefined || (expr && whole === source.slice(expr.span.start, expr.span.end))) return [];
  const names = [...new Set(options.map(({ state }) => showOption([...state.loc, ...path])))];
  const [first] = names as [string];
  return [
    {
      kind: 'value',
      offset,
      text: `= ${cut(whole)}`,
      tooltip: () =>
        [
          `**\`${first}\`**${names.length > 1 ? ` and ${names.length - 1} more` : ''}`,
          fenced(whole),
          ...conditionsText(options.map(({ definition }) => definition)),
        ].join('\n\n'),
      origin: (around) => {
        const name = expr === undefined ? span.start : onlyName(expr)?.span.end;
        return name === undefined ? undefined : definitions(file, name, around)?.places[0];
      },
    },
  ];
}

/** An expression that says what it is worth by itself. */
function isEvident(expr: Expr): boolean {
  switch (expr.kind) {
    case 'Int':
    case 'Float':
    case 'SearchPath':
    case 'Lambda':
    case 'Invalid':
      return true;
    case 'String':
    case 'Path':
    case 'List':
    case 'Unary':
      return children(expr).every(isEvident);
    case 'AttrSet':
      return expr.bindings.every((binding) => binding.kind === 'value' && isEvident(binding.value));
    case 'Variable':
      return expr.name === 'true' || expr.name === 'false' || expr.name === 'null';
    default:
      return false;
  }
}

/** The only name that an expression mentions. */
function onlyName(expr: Expr): Expr | undefined {
  if (expr.kind === 'Variable') return expr;
  if (expr.kind === 'Select') return expr.target.kind === 'Variable' ? expr : undefined;
  const inner = children(expr).filter((part) => !isEvident(part));
  return inner.length === 1 ? onlyName(inner[0] as Expr) : undefined;
}

/**
 * The text of what a definition gives its option, or an attribute at a path in it; `undefined` where not all of it is
 * known, or where it says less than the expression does.
 */
function knownText({ host, state, definition }: WrittenOption, path: readonly string[]): string | undefined {
  if (state.error !== undefined || definition.possible === true) return undefined;
  const here = state.definitions.filter(({ at }) => at?.start === definition.at?.start);
  // Several definitions of one name are what `mkMerge` makes of it: only together they are its value.
  if (here.length > 1 && here.length < state.definitions.length) return undefined;
  const value = told(host.inSession, () => {
    const whole = here.length > 1 ? (state.value ?? null) : definition.value;
    const at = path.reduce<Lazy | undefined>((set, name) => {
      const attrs = set === undefined ? undefined : force(set);
      return attrs instanceof Attrs ? getAttr(attrs, name) : undefined;
    }, whole);
    const content = at === undefined ? undefined : withoutTags(at);
    return content !== undefined && isPlain(content) ? { content } : undefined;
  });
  return value && redactTokens(valueText(host, value.content, false));
}

/** The content of `mkForce` and the like; `undefined` for what may not count. */
function withoutTags(lazy: Lazy): Lazy | undefined {
  const value = force(lazy);
  if (!(value instanceof Attrs)) return value;
  switch (typeTag(value)) {
    case undefined:
      return value;
    case 'override':
    case 'order':
      return withoutTags(getAttr(value, 'content') ?? null);
    case 'if':
      return force(getAttr(value, 'condition') ?? null) === true
        ? withoutTags(getAttr(value, 'content') ?? null)
        : undefined;
    default:
      return undefined;
  }
}

/** Parts of a value that are looked at; a hint has no room for more. */
const MAX_PARTS = 100;

/** What the paths in the store begin with whose hash nobody can know. */
const UNKNOWN_STORE = unknownStorePath('');

/** Whether a value is known as a whole, and made of nothing but texts, numbers and paths. */
function isPlain(lazy: Lazy): boolean {
  let parts = 0;
  const check = (part: Lazy): boolean => {
    const value = force(part);
    if (++parts > MAX_PARTS) return false;
    if (value instanceof NixString) return value.holes.length === 0 && !value.text.includes(UNKNOWN_STORE);
    if (value instanceof Unknown || value instanceof Closure || value instanceof PrimOp) return false;
    if (isList(value)) return value.every(check);
    if (!(value instanceof Attrs)) return true;
    return (
      value.rest === null && !isDerivationValue(value) && [...attrEntries(value)].every(([, inner]) => check(inner))
    );
  };
  return check(lazy);
}

function defaultHint(options: readonly WrittenOption[], { expr }: WrittenValue, offset: number): InlayHint[] {
  const text = agreed(options.map((option) => shadowedText(option, expr)));
  const [first] = options;
  if (text === undefined || first === undefined) return [];
  const { state, runner, host } = first;
  const tree = runner.tree === 'plural' ? 'services.github-runners.<name>' : 'services.github-runner';
  const option = state.option;
  return [
    {
      kind: 'shadowedDefault',
      offset,
      text: `default: ${cut(text)}`,
      tooltip: () =>
        [
          `Without this definition, \`${tree}.${option.name}\` would have its default of NixOS ${host.release.release}:`,
          fenced(text),
          ...conditionsText(options.map(({ definition }) => definition)),
        ].join('\n\n'),
      origin: () => undefined,
    },
  ];
}

/** The default whose place a definition takes; `undefined` where that may be what it says, or where it hides nothing. */
function shadowedText({ host, runner, state, definition }: WrittenOption, expr: Expr | undefined): string | undefined {
  const { option } = state;
  // What may not count takes the place of the default where it does.
  const value = definition.conditions.length > 0 ? definition.value : state.value;
  if (value === undefined || state.error !== undefined || definition.possible === true) return undefined;
  // A runner that is mentioned is meant to run.
  if (option.name === 'enable') return undefined;
  const text = defaultText(option, host, runner.attribute);
  // Lists and sets of several definitions are joined: an empty one hides nothing.
  if (text === undefined || text === '[ ]' || text === '{ }') return undefined;
  if (option.default.kind === 'package') return isSelection(expr, option.default.attribute) ? undefined : text;
  const isKnown = told(host.inSession, () => isPlain(value)) === true;
  return isKnown && valueText(host, value, false) !== text ? text : undefined;
}

function defaultText(
  option: WrittenOption['state']['option'],
  host: WrittenOption['host'],
  attribute: string,
): string | undefined {
  switch (option.default.kind) {
    case 'required':
      return undefined;
    case 'value':
      return valueText(host, plainToValue(option.default.value), false);
    case 'attributeName':
      return valueText(host, attribute, false);
    case 'hostName': {
      const name = told(host.inSession, () => hostName(host.host));
      return name === undefined ? defaultExpression(option, host) : valueText(host, name, false);
    }
    case 'package':
      return defaultExpression(option, host);
  }
}

/** Whether an expression is `pkgs.attribute`. */
function isSelection(expr: Expr | undefined, attribute: string): boolean {
  const name = expr?.kind === 'Select' && expr.path.length === 1 ? expr.path[0] : undefined;
  return (
    name?.kind === 'static' && name.name === attribute && expr?.kind === 'Select' && expr.target.kind === 'Variable'
  );
}

/** What fits beside the code. */
const MAX_LENGTH = 40;

function cut(text: string): string {
  if (text.length <= MAX_LENGTH) return text;
  return `${text.slice(0, MAX_LENGTH - 1).replace(/[\uD800-\uDBFF]$/, '')}…`;
}

function fenced(text: string): string {
  return `\`\`\`\`nix\n${text}\n\`\`\`\``;
}
