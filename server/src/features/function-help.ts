// Functions as people call them: what the library says of its own, and the parameters of those in the files at hand.
import { getAttr } from '../evaluator/attrs';
import { LambdaCode } from '../evaluator/code';
import { attempt } from '../evaluator/errors';
import type { FunctionReference } from '../evaluator/function-reference';
import { Attrs, Closure, PrimOp, force, type Value } from '../evaluator/values';
import type { Release } from '../nixos';
import { parameterTypes, referenceByValue, setArguments } from './function-references';
import { ownFunction, setParameter, type Parameter } from './own-functions';
import type { ProgramAt } from './preview';

export interface FunctionHelp {
  /** Without those that are given already. */
  readonly parameters: readonly Parameter[];
  readonly reference?: FunctionReference;
  /** What the comment at the function says, in Markdown. */
  readonly comment?: string;
}

/**
 * How a value is called; `undefined` for what is no function, or one of which only the arity is known. To be used where
 * values may be forced. `programAt` gives the files that functions are written in, for what their text says.
 */
export function functionHelp(release: Release, value: Value, programAt: ProgramAt): FunctionHelp | undefined {
  if (value instanceof Closure) return closureHelp(value.lambda, programAt);
  if (value instanceof Attrs) {
    const functor = attempt(() => force(getAttr(value, '__functor') ?? null));
    const help = functor instanceof Closure ? closureHelp(functor.lambda, programAt) : undefined;
    return help && { ...help, parameters: help.parameters.slice(1) };
  }
  const reference = referenceByValue(release, value);
  if (!(value instanceof PrimOp) || reference === undefined) return undefined;
  return { parameters: referenceParameters(reference, value.formals).slice(value.applied.length), reference };
}

/** What the tables call a set of arguments. */
const ARGUMENTS = 'args';

/** The parameters that a reference names; `formals` are the names in the first, with whether they are optional. */
export function referenceParameters(
  reference: FunctionReference,
  formals: Readonly<Record<string, boolean>> = {},
): Parameter[] {
  const types = parameterTypes(reference);
  return reference.parameters.map((label, i) => {
    const listed = label === ARGUMENTS ? setArguments(types[i] ?? '') : undefined;
    const named = Object.entries(i === 0 ? formals : {}).filter(
      ([name]) => listed?.args.some((arg) => arg.name === name) !== true,
    );
    if (listed === undefined && named.length === 0) return { label };
    const args = [...(listed?.args ?? []), ...named.map(([name, isOptional]) => ({ name, isOptional }))];
    return setParameter(
      args.map((arg) => ({ ...arg, written: writtenArgument(arg) })),
      listed?.more === true && named.length === 0,
    );
  });
}

function writtenArgument({ name, isOptional }: { readonly name: string; readonly isOptional: boolean }): string {
  return isOptional ? `${name} ? …` : name;
}

function closureHelp(lambda: LambdaCode, programAt: ProgramAt): FunctionHelp {
  const { at } = lambda;
  const program = at && programAt(at.source.path);
  // What is known of an earlier text must not be looked up in this one.
  const own = at && program?.source.text === at.source.text ? ownFunction(program.parse, at) : undefined;
  if (own === undefined) return { parameters: closureParameters(lambda) };
  return { parameters: own.parameters, ...(own.comment !== undefined && { comment: own.comment }) };
}

function closureParameters(lambda: LambdaCode): Parameter[] {
  const own = parameterOf(lambda);
  return lambda.body instanceof LambdaCode ? [own, ...closureParameters(lambda.body)] : [own];
}

function parameterOf({ formals, argument, ellipsis }: LambdaCode): Parameter {
  if (formals === undefined) return { label: argument ?? '_' };
  const args = formals.map(({ name, fallback }) => {
    const arg = { name, isOptional: fallback !== undefined };
    return { ...arg, written: writtenArgument(arg) };
  });
  return setParameter(args, ellipsis);
}
