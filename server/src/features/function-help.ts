// Functions as people call them: what the library says of its own, and the parameters of those in the files at hand.
import { getAttr } from '../evaluator/attrs';
import { builtinReferences } from '../evaluator/builtins/reference';
import { builtins } from '../evaluator/builtins/index';
import { LambdaCode } from '../evaluator/code';
import { attempt } from '../evaluator/errors';
import type { FunctionReference } from '../evaluator/function-reference';
import { Attrs, Closure, PrimOp, force, type PrimOpImpl, type Value } from '../evaluator/values';
import { completeLib } from '../modules/lib';
import { functionReferences } from '../nixpkgs-lib';
import type { Release } from '../nixos';

/** A parameter as it is written: a name, or the names of a set of arguments. */
export interface Parameter {
  readonly label: string;
  /** The names of the arguments in a set, with whether they have a default. */
  readonly formals?: ReadonlyMap<string, boolean>;
}

export interface FunctionHelp {
  /** Without those that are given already. */
  readonly parameters: readonly Parameter[];
  readonly reference?: FunctionReference;
}

const REFERENCES = new Map<Release, ReadonlyMap<PrimOpImpl, FunctionReference>>();

/** References by what the functions run, whatever name they are called by. Needs a session. */
function referencesByCode(release: Release): ReadonlyMap<PrimOpImpl, FunctionReference> {
  const known = REFERENCES.get(release);
  if (known !== undefined) return known;
  const found = new Map<PrimOpImpl, FunctionReference>();
  const lib = completeLib(release);
  for (const reference of [...functionReferences(), ...builtinReferences().values()]) {
    const [root, ...path] = reference.path.split('.');
    const value = attempt(() =>
      path.reduce<Value>(
        (set, name) => (set instanceof Attrs ? force(getAttr(set, name) ?? null) : null),
        root === 'lib' ? lib : builtins,
      ),
    );
    if (value instanceof PrimOp && !found.has(value.impl)) found.set(value.impl, reference);
  }
  REFERENCES.set(release, found);
  return found;
}

/** What the table of functions says of a value; to be used where values may be forced. */
export function referenceOf(release: Release, value: Value): FunctionReference | undefined {
  return value instanceof PrimOp ? referencesByCode(release).get(value.impl) : undefined;
}

/** How a value is called; `undefined` for what is no function, or one of which only the arity is known. */
export function functionHelp(release: Release, value: Value): FunctionHelp | undefined {
  if (value instanceof Closure) return { parameters: closureParameters(value.lambda) };
  if (value instanceof Attrs) {
    const functor = attempt(() => force(getAttr(value, '__functor') ?? null));
    const help = functor instanceof Closure ? closureParameters(functor.lambda) : undefined;
    return help && { parameters: help.slice(1) };
  }
  const reference = referenceOf(release, value);
  if (!(value instanceof PrimOp) || reference === undefined) return undefined;
  const formals = value.formals && new Map(Object.entries(value.formals));
  const all = reference.parameters.map((label, i): Parameter => (i === 0 && formals ? { label, formals } : { label }));
  return { parameters: all.slice(value.applied.length), reference };
}

function closureParameters(lambda: LambdaCode): Parameter[] {
  const own = parameterOf(lambda);
  return lambda.body instanceof LambdaCode ? [own, ...closureParameters(lambda.body)] : [own];
}

function parameterOf({ formals, argument, ellipsis }: LambdaCode): Parameter {
  if (formals === undefined) return { label: argument ?? '_' };
  const names = formals.map(({ name, fallback }) => (fallback === undefined ? name : `${name} ?`));
  return {
    label: `{ ${[...names, ...(ellipsis ? ['...'] : [])].join(', ')} }`,
    formals: new Map(formals.map(({ name, fallback }) => [name, fallback !== undefined])),
  };
}

/** A function's name, type and description, in Markdown. */
export function referenceMarkdown({ path, type, description, parameters }: FunctionReference): string {
  return `\`\`\`nix\n${[path, ...parameters].join(' ')}\n\`\`\`\n\n\`${type}\`\n\n${description}`;
}
