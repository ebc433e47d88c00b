// Signature help: how the function is called in whose arguments the cursor stands, and which of them it is at.
import type { FunctionReference } from '../evaluator/function-reference';
import { Closure, PrimOp, Unknown, type Value } from '../evaluator/values';
import { redactTokens } from '../rules/token-forms';
import type { Expr, Span } from '../syntax/ast';
import { callsAt, type CallAt } from './cursor/calls';
import { functionHelp, referenceParameters, type FunctionHelp } from './function-help';
import { parameterTypes, referenceByPath } from './function-references';
import { libraryPath, namesPath } from './library-names';
import { quickly, valueOf, valueOfExpression, type Moment } from './moment';
import type { Parameter } from './own-functions';

export interface SignatureHelp {
  /** The function and its parameters, as a call is written. */
  readonly label: string;
  /** What the function does, in Markdown. */
  readonly documentation?: string;
  /** The arguments of a set stand behind the parameters, whose labels they lie in. */
  readonly parameters: readonly SignatureParameter[];
  /** Index of the parameter that the cursor is at. */
  readonly active: number;
}

interface SignatureParameter {
  /** Where it stands in the label. */
  readonly span: Span;
  /** Markdown. */
  readonly documentation?: string;
}

/**
 * Why somebody asks: a person wants to see it (`asked`), it is shown and the text or the cursor changed (`shown`), or a
 * character was typed that may begin an argument.
 */
export type SignatureCause = 'asked' | 'shown' | { readonly typed: string };

/** The characters that may begin an argument. */
export const SIGNATURE_CHARACTERS = [' ', '{'] as const;

/** Help for the innermost call around an offset (UTF-16) of which something is known. */
export function signatureHelp(moment: Moment, offset: number, cause: SignatureCause): SignatureHelp | undefined {
  const { parse } = moment.program;
  if (typeof cause === 'object' && !beginsArgument(parse.text, offset, cause.typed)) return undefined;
  const { calls, chain } = callsAt(parse, offset);
  for (const call of calls) {
    if (!isNear(call, cause)) return undefined;
    const found = helpFor(moment, call, chain, offset);
    if (found !== undefined)
      return fits(call, found, cause) ? signatureOf(calleeText(parse.text, call, found), call, found) : undefined;
  }
  return undefined;
}

/** Indentation begins nothing: a blank has to stand behind something on its line. */
function beginsArgument(text: string, offset: number, typed: string): boolean {
  return typed !== ' ' || /[^\s]/.test(text[offset - 2] ?? '');
}

function isNear({ distance }: CallAt, cause: SignatureCause): boolean {
  return cause === 'asked' || distance === 'at' || (cause === 'shown' && distance === 'inside');
}

/** In a set that only holds values, such as the one that `mkIf` gets, nobody looks for the function around. */
function fits({ inSet }: CallAt, { help, active }: Found, cause: SignatureCause): boolean {
  const takesNames = help.parameters[active]?.args !== undefined;
  if (cause === 'asked') return true;
  if (typeof cause === 'object' && (cause.typed === '{') !== (inSet !== undefined)) return false;
  return inSet === undefined || takesNames;
}

interface Found {
  readonly help: FunctionHelp;
  /** Index of the parameter. */
  readonly active: number;
  /** How many arguments are a part of the function as it is shown. */
  readonly given: number;
}

/** What is called may be a function only with its first arguments, as in `import ./service.nix { … }`. */
function helpFor(moment: Moment, call: CallAt, chain: readonly Expr[], offset: number): Found | undefined {
  for (let given = 0; given <= call.argument; given++) {
    const active = call.argument - given;
    const help = given === 0 ? calleeHelp(moment, call, chain, offset) : valueHelp(moment, call.applied(given));
    const open = (help?.parameters.length ?? 0) - (call.isPiped ? 1 : 0);
    if (help !== undefined && active < open) return { help, active, given };
  }
  return undefined;
}

function calleeHelp(
  moment: Moment,
  { names, applied }: CallAt,
  chain: readonly Expr[],
  offset: number,
): FunctionHelp | undefined {
  const { parse } = moment.program;
  const expr = names === undefined ? applied(0) : undefined;
  const value = quickly(moment, () =>
    names !== undefined ? valueOf(moment, chain, names) : expr && valueOfExpression(moment, expr),
  );
  // The library's functions are known by their names where their values are not, or are functions of no file.
  const isNameless = value === undefined || value instanceof Unknown || isOfNoFile(moment, value);
  const path = !isNameless
    ? undefined
    : names !== undefined
      ? namesPath(parse, offset, names)
      : expr && libraryPath(parse, expr);
  const reference = path === undefined ? undefined : referenceByPath(path);
  if (reference !== undefined) return { parameters: referenceParameters(reference), reference };
  return value === undefined || value instanceof Unknown ? undefined : helpOf(moment, value);
}

function isOfNoFile(moment: Moment, value: Value): boolean {
  if (!(value instanceof Closure)) return false;
  const { at } = value.lambda;
  return at === undefined || moment.programAt(at.source.path) === undefined;
}

function valueHelp(moment: Moment, expr: Expr | undefined): FunctionHelp | undefined {
  const value = expr && quickly(moment, () => valueOfExpression(moment, expr));
  return value instanceof Closure || value instanceof PrimOp ? helpOf(moment, value) : undefined;
}

function helpOf(moment: Moment, value: Value): FunctionHelp | undefined {
  return quickly(moment, () => functionHelp(moment.release, value, moment.programAt));
}

function signatureOf(callee: string, call: CallAt, { help, active }: Found): SignatureHelp {
  const { reference, comment } = help;
  const types = reference === undefined ? [] : parameterTypes(reference);
  let label = callee;
  const shown = help.parameters.map((parameter, i) => {
    const start = label.length + 1;
    label += ` ${parameter.label}`;
    const documentation = parameterText(parameter, types[i]);
    return { span: { start, end: label.length }, ...(documentation !== undefined && { documentation }) };
  });
  const start = shown[active]?.span.start ?? 0;
  const args = call.inSet === undefined ? [] : (help.parameters[active]?.args ?? []);
  const argument = args.findIndex(({ name }) => name === call.inSet?.attribute);
  const documentation = reference === undefined ? comment : functionText(reference);
  return {
    label,
    ...(documentation !== undefined && { documentation }),
    parameters: [
      ...shown,
      ...args.map(({ name, span, ...more }) => {
        const text = parameterText({ label: name, ...more }, more.type);
        const at = { start: start + span.start, end: start + span.end };
        return { span: at, ...(text !== undefined && { documentation: text }) };
      }),
    ],
    active: argument < 0 ? active : shown.length + argument,
  };
}

/** A function that is an expression is shown when it is short. */
const MAX_CALLEE = 40;

function calleeText(source: string, { names, text, applied }: CallAt, { given }: Found): string {
  const whole = given === 0 ? undefined : applied(given)?.span;
  const written = redactTokens(whole === undefined ? text : source.slice(whole.start, whole.end));
  if (names !== undefined && given === 0) return written;
  return written.length > MAX_CALLEE || written.includes('\n') ? '(…)' : written;
}

function parameterText(
  { label, comment }: Pick<Parameter, 'label' | 'comment'>,
  type: string | undefined,
): string | undefined {
  if (comment !== undefined) return `\`${label}\`: ${comment}`;
  return type && `\`${label} : ${type}\``;
}

function functionText({ type, description }: FunctionReference): string {
  return `${description}\n\n\`${type}\``;
}
