// Evaluating a flake's outputs as far as hosts need it.
import { attrEntries, attrNames, attrsFromMap, attrsOf, getAttr, hasListed, type AttrEntry } from '../evaluator/attrs';
import { call } from '../evaluator/call';
import { attempt } from '../evaluator/errors';
import { evaluateProgram, type Program } from '../evaluator/evaluate';
import { evaluateAt } from '../evaluator/evaluate-at';
import { lazy } from '../evaluator/force';
import { session } from '../evaluator/session';
import { decodeUtf8 } from '../evaluator/strings';
import { Attrs, Closure, PrimOp, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { completeLib } from '../modules/lib';
import { unknownStorePath } from '../nixos';
import { flakeLib, fullPackageSet } from '../runner/nixpkgs-functions';
import type { Expr } from '../syntax/ast';
import { children } from '../syntax/visit';
import { flakeInput, sourceInStore, type FlakeAround, type FlakeContext } from './flake-inputs';

/**
 * The value of a flake, which has its outputs as attributes; `undefined` when the file is no flake. Needs an active
 * session. Inputs of which nothing is known are unknown values, so that whatever depends on them is unknown as well.
 */
export function evaluateFlake(program: Program, context: FlakeContext): Attrs | undefined {
  return openFlake(program, context, new Map(), []);
}

/** @param outer the folders of the flakes whose inputs are being followed, so that no flake is its own input */
function openFlake(
  program: Program,
  context: FlakeContext,
  given: ReadonlyMap<string, Lazy>,
  outer: readonly string[],
): Attrs | undefined {
  const { folder } = program.source;
  const flake = evaluateProgram(program);
  if (!(flake instanceof Attrs)) return undefined;
  const outputs = hasListed(flake, 'outputs') ? force(getAttr(flake, 'outputs') ?? null) : null;
  if (!(outputs instanceof Closure) && !(outputs instanceof PrimOp)) return undefined;
  const declared = hasListed(flake, 'inputs') ? force(getAttr(flake, 'inputs') ?? null) : null;
  const names = new Set([
    ...(declared instanceof Attrs ? attrNames(declared) : []),
    ...(outputs instanceof Closure ? (outputs.lambda.formals ?? []).map((f) => f.name) : []),
  ]);
  names.delete('self');
  const inputs = lazy(() => all);
  const self = flakeValue(
    folder,
    outer.length === 0 ? 'self' : folder,
    lazy(() => call(outputs, all)),
    inputs,
  );
  const around: FlakeAround = {
    folder,
    declared: declared instanceof Attrs ? declared : undefined,
    given,
    self,
    inputs,
    open: (other, givenThere) => {
      if ([folder, ...outer].includes(other)) return undefined;
      const inner = readFlake(other);
      return inner && openFlake(inner, context, givenThere, [folder, ...outer]);
    },
  };
  const known: Record<string, Lazy> = { self };
  for (const name of names) known[name] = lazy(() => force(flakeInput(name, around, context)));
  const all: Attrs = attrsOf(known, {
    unknown: new Unknown('inputs', 'not all inputs are known here'),
    isStandIn: true,
    select: (name) => (name.startsWith('_') ? undefined : flakeInput(name, around, context)),
  });
  return self;
}

/**
 * What a flake's text says of `name` where its outputs as a whole are not known, because a function that is not at hand
 * makes them: the attributes of that name, each evaluated in its place. Needs an active session.
 */
export function writtenOutput(program: Program, flake: Attrs, name: string, context: FlakeContext): Attrs {
  const inputs = force(getAttr(flake, 'inputs') ?? null);
  const lib = lazy(() => flakeLib(completeLib(context.release('nixpkgs'))));
  const parameter = (param: string): Lazy => {
    switch (param) {
      case 'self':
        return flake;
      case 'inputs':
        return inputs;
      case 'lib':
        return lib;
      case 'system':
        return context.system;
      case 'pkgs':
        return lazy(() => fullPackageSet(lib, context.system));
      default:
        return inputs instanceof Attrs && hasListed(inputs, param)
          ? (getAttr(inputs, param) as Lazy)
          : new Unknown(param, `the function argument \`${param}\` is not known here`);
    }
  };
  const entries = new Map<string, AttrEntry>();
  for (const { path, rest } of writtenAttributes(program.parse.root, name)) {
    const value = evaluateAt(program, path, parameter);
    const [first] = rest;
    const all = first === undefined ? attempt(() => force(value)) : attrsOf({ [first]: wrapped(rest.slice(1), value) });
    if (all instanceof Attrs) for (const [host, system] of attrEntries(all)) entries.set(host, { value: system });
  }
  return attrsFromMap(entries);
}

function wrapped(names: readonly string[], value: Lazy): Lazy {
  return names.reduceRight<Lazy>((v, name) => attrsOf({ [name]: v }), value);
}

/** Where a file defines attributes of a name: the way to each value, and the names that follow in its attribute path. */
function writtenAttributes(root: Expr, name: string): { path: Expr[]; rest: string[] }[] {
  const found: { path: Expr[]; rest: string[] }[] = [];
  const walk = (path: readonly Expr[]): void => {
    const expr = path.at(-1) as Expr;
    const bindings = expr.kind === 'AttrSet' ? expr.bindings : [];
    for (const binding of bindings) {
      if (binding.kind !== 'value') continue;
      const names = binding.path.map((n) => (n.kind === 'static' ? n.name : ''));
      const at = names.indexOf(name);
      if (at >= 0) found.push({ path: [...path, binding.value], rest: names.slice(at + 1) });
    }
    for (const child of children(expr)) walk([...path, child]);
  };
  walk([root]);
  return found;
}

function readFlake(folder: string): Program | undefined {
  const path = `${folder === '/' ? '' : folder}/flake.nix`;
  const { files, compile } = session();
  const answer = files.readFile(path);
  const text = files.overlay?.(path) ?? ('ok' in answer ? decodeUtf8(answer.ok) : undefined);
  return text === undefined ? undefined : compile({ path, text, folder });
}

/** Attributes of a flake that its source control gives. */
const SOURCE_FACTS = new Set([
  'rev',
  'shortRev',
  'dirtyRev',
  'dirtyShortRev',
  'revCount',
  'lastModified',
  'lastModifiedDate',
  'narHash',
  'submodules',
  'sourceInfo',
]);

/** A flake: its source in the store, its inputs, and its outputs. */
function flakeValue(folder: string, what: string, outputs: Lazy, inputs: Lazy): Attrs {
  const name = what === 'self' ? 'source' : `source${folder.replaceAll(/[^0-9A-Za-z+\-._?=]/g, '-')}`;
  const outPath = sourceInStore(what, folder, unknownStorePath(name));
  return attrsOf(
    { outPath, _type: 'flake', inputs, outputs },
    {
      unknown: new Unknown(what, 'not all outputs are known here'),
      select: (attribute) => {
        if (attribute.startsWith('_')) return undefined;
        if (SOURCE_FACTS.has(attribute)) return new Unknown(`${what}.${attribute}`, 'version control gives it');
        return lazy(() => output(force(outputs), what, attribute));
      },
    },
  );
}

function output(outputs: Value, what: string, name: string): Value {
  const found = outputs instanceof Attrs ? getAttr(outputs, name) : undefined;
  return found === undefined ? new Unknown(`${what}.${name}`, 'it is not known here') : force(found);
}
