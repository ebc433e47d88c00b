// `derivation` and `derivationStrict`: what a derivation is called in the store, and what its outputs will be.
import { attrPosition, attrsFromMap, attrsOf, getAttr, updateAttrs } from '../attrs';
import { LambdaCode, type Code } from '../code';
import { forceAttrs, forceList, forceTextNoContext } from '../coerce';
import {
  derivationPath,
  hashDerivation,
  outputObjectName,
  outputPath,
  outputPlaceholder,
  type Derivation,
  type DerivationOutput,
} from '../derivation-text';
import { NixError, UnknownSignal, addTrace } from '../errors';
import { lazy } from '../force';
import { parseHashOrEmpty } from '../hash';
import { selectAttr } from '../operators';
import type { Position } from '../position';
import { fixedOutputStorePath, hasUnknownHash, nameProblem, unknownStorePath } from '../store';
import { derivationClosure, storeContents } from '../store-contents';
import { contextOf } from '../strings';
import type { Attrs } from '../values';
import { Closure, Env, NixString, Unknown, force, type Context, type Lazy, type Origin, type Value } from '../values';
import { readRecipe, type Recipe } from './derivation-recipe';
import { primOps, type BuiltinTable } from './primop';

interface Inputs {
  readonly drvs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly srcs: ReadonlySet<string>;
  /** Whether the hash of each derivation among them is known. */
  readonly known: boolean;
}

/** The store paths in a context, as inputs of a derivation. */
function inputsOf(context: Context): Inputs {
  const drvs = new Map<string, Set<string>>();
  const srcs = new Set<string>();
  let known = true;
  const addOutput = (drvPath: string, output: string): void => {
    const names = drvs.get(drvPath);
    if (names === undefined) drvs.set(drvPath, new Set([output]));
    else names.add(output);
    if (storeContents().derivations.get(drvPath)?.hashes.get(output) === undefined) known = false;
  };
  for (const e of context.values()) {
    switch (e.kind) {
      case 'plain':
        srcs.add(e.storePath);
        break;
      case 'output':
        addOutput(e.storePath, e.output ?? 'out');
        break;
      case 'deep':
        if (storeContents().derivations.get(e.storePath) === undefined) known = false;
        for (const path of derivationClosure(e.storePath)) {
          srcs.add(path);
          for (const output of storeContents().derivations.get(path)?.derivation.outputs.keys() ?? [])
            addOutput(path, output);
        }
        break;
    }
  }
  if ([...drvs.keys(), ...srcs].some(hasUnknownHash)) known = false;
  return { drvs, srcs, known };
}

/** The output of a fixed-output derivation: its path follows from the promised hash alone. */
function fixedOutput(recipe: Recipe): DerivationOutput | undefined {
  if (recipe.outputHash === undefined || recipe.unknownOutputHash) return undefined;
  const hash = parseHashOrEmpty(recipe.outputHash, recipe.outputHashAlgorithm);
  const method = recipe.method ?? 'flat';
  return { path: fixedOutputStorePath(recipe.name, method, hash), fixed: { method, hash } };
}

/** The derivation with its outputs' paths, and the hash that stands for each output in others' hashes. */
function complete(recipe: Recipe, inputs: Inputs): { derivation: Derivation; hashes: ReadonlyMap<string, string> } {
  const base: Omit<Derivation, 'outputs' | 'env'> = {
    name: recipe.name,
    inputDrvs: inputs.drvs,
    inputSrcs: inputs.srcs,
    system: recipe.system,
    builder: recipe.builder,
    args: recipe.args,
  };
  const withOutputs = (outputs: ReadonlyMap<string, DerivationOutput>): Derivation => ({
    ...base,
    outputs,
    env: new Map([...recipe.env, ...[...outputs].map(([name, { path }]) => [name, path] as const)]),
  });
  const inputHash = (drvPath: string, output: string): string =>
    storeContents().derivations.get(drvPath)?.hashes.get(output) as string;
  const out = fixedOutput(recipe);
  if (out !== undefined) {
    const derivation = withOutputs(new Map([['out', out]]));
    return { derivation, hashes: hashDerivation(derivation, inputHash) };
  }
  const masked = withOutputs(new Map(recipe.outputs.map((name) => [name, { path: '' }])));
  const hashes = hashDerivation(masked, inputHash);
  const paths = recipe.outputs.map((name): [string, DerivationOutput] => [
    name,
    { path: outputPath(recipe.name, name, hashes.get(name) as string) },
  ]);
  const derivation = withOutputs(new Map(paths));
  return { derivation, hashes: hashDerivation(derivation, inputHash) };
}

/** The result of `derivationStrict`: strings that refer to the derivation and to its outputs. */
function resultOf(
  name: string,
  at: Position | undefined,
  drvPath: string,
  outputs: Iterable<readonly [string, string]>,
): Attrs {
  const origin: Origin = { kind: 'other', what: `derivation "${name}"`, at };
  const result: Record<string, Lazy> = {};
  for (const [output, path] of outputs)
    result[output] = new NixString(path, contextOf([{ kind: 'output', storePath: drvPath, output, origin }]));
  result.drvPath = new NixString(drvPath, contextOf([{ kind: 'deep', storePath: drvPath, origin }]));
  return attrsOf(result);
}

function checkRequired(recipe: Recipe): void {
  if (recipe.unknown) return;
  if (recipe.builder === '') throw new NixError("required attribute 'builder' missing");
  if (recipe.system === '') throw new NixError("required attribute 'system' missing");
}

function derivationStrict(v: Lazy): Value {
  const attrs = forceAttrs(v);
  const nameValue = getAttr(attrs, 'name');
  if (nameValue === undefined) throw new NixError("attribute 'name' missing");
  const name = forceTextNoContext(nameValue);
  const nameAt = attrPosition(attrs, 'name');
  const problem = nameProblem(name);
  if (problem !== undefined) throw new NixError(`invalid derivation name: ${problem}. Please pass a different 'name'.`);
  try {
    const recipe = readRecipe(name, attrs);
    checkRequired(recipe);
    if (name.endsWith('.drv'))
      throw new NixError("derivation names are allowed to end in '.drv' only if they produce a single derivation file");
    if (recipe.outputHash !== undefined && (recipe.outputs.length !== 1 || recipe.outputs[0] !== 'out'))
      throw new NixError('multiple outputs are not supported in fixed-output derivations');
    const inputs = inputsOf(recipe.context);
    if (recipe.unknown || !inputs.known || recipe.contentAddressed)
      return resultOf(
        name,
        nameAt,
        unknownStorePath(`${name}.drv`),
        recipe.outputs.map((o) => [o, fixedOutput(recipe)?.path ?? unknownStorePath(outputObjectName(name, o))]),
      );
    const { derivation, hashes } = complete(recipe, inputs);
    const drvPath = derivationPath(derivation);
    storeContents().derivations.set(drvPath, { derivation, hashes });
    return resultOf(
      name,
      nameAt,
      drvPath,
      [...derivation.outputs].map(([o, { path }]) => [o, path]),
    );
  } catch (error) {
    throw addTrace(error, `while evaluating derivation '${name}'`, nameAt);
  }
}

/** What `make` gives; an unknown derivation where it depends on what is not known. */
function orUnknownDerivation(type: Unknown['type'], make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (!(error instanceof UnknownSignal)) throw error;
    const { reason, at } = error.unknown;
    return new Unknown('(derivation …)', reason, at, type);
  }
}

/** The set that `derivation` makes of its argument; nothing of it is computed before it is asked for. */
function derivationOf(lazyArgument: Lazy, lazyOutputs: Lazy): Value {
  const drvAttrs = forceAttrs(lazyArgument);
  const strict = lazy(() => orUnknownDerivation('set', () => derivationStrict(drvAttrs)));
  const names = forceList(lazyOutputs);
  if (names.length === 0) throw new NixError("'builtins.head' called on an empty list");
  const variants = names.map((name) =>
    lazy(() =>
      updateAttrs(
        force(common) as Attrs,
        attrsOf({
          outPath: lazy(() => selectAttr(force(strict), forceTextNoContext(name))),
          outputName: name,
        }),
      ),
    ),
  );
  const common = lazy(() => {
    const byName = new Map<string, { value: Lazy }>();
    names.forEach((name, i) => {
      const text = forceTextNoContext(name);
      if (!byName.has(text)) byName.set(text, { value: variants[i] as Lazy });
    });
    return updateAttrs(
      updateAttrs(drvAttrs, attrsFromMap(byName)),
      attrsOf({
        all: variants,
        drvAttrs,
        drvPath: lazy(() => selectAttr(force(strict), 'drvPath')),
        type: 'derivation',
      }),
    );
  });
  return force(variants[0] as Lazy);
}

/** `derivation` is a function of the language, `drvAttrs @ { outputs ? [ "out" ], ... }: …`, and shows as one. */
function makeDerivation(): Closure {
  const at: Position = { source: { path: '«derivation-internal.nix»', text: '', folder: '/' }, start: 0, end: 0 };
  const lambda = new LambdaCode(undefined, 'drvAttrs', true, at);
  const fallback: Code = { at, eval: () => ['out'], delay: () => ['out'] };
  lambda.formals = [{ name: 'outputs', fallback, at }];
  const evaluate = (env: Env): Value =>
    orUnknownDerivation('package', () => derivationOf(env.slots[0] as Lazy, env.slots[1] as Lazy));
  lambda.body = { at, eval: evaluate, delay: (env) => lazy(() => evaluate(env)) };
  return new Closure(lambda, new Env(null, []));
}

export const derivationBuiltins: BuiltinTable = {
  ...primOps({
    derivationStrict: [1, derivationStrict],
    placeholder: [1, (output) => outputPlaceholder(forceTextNoContext(output))],
  }),
  derivation: makeDerivation(),
};
