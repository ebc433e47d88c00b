// Evaluating a flake's outputs as far as hosts need it: the flake itself and nixpkgs are known, other inputs are not.
import { attrNames, attrsOf, getAttr, hasListed, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs } from '../evaluator/coerce';
import { evaluateProgram, type Program } from '../evaluator/evaluate';
import { lazy } from '../evaluator/force';
import { storeContents } from '../evaluator/store-contents';
import { contextOf } from '../evaluator/strings';
import { Attrs, Closure, NixString, PrimOp, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { evalModules } from '../modules/eval-modules';
import { showOption } from '../modules/definition';
import { unknownStorePath } from '../nixos';
import { packageSet } from '../runner/package-set';

/** The arguments of a call of `nixosSystem`. */
export interface SystemArguments {
  readonly modules: Lazy;
  readonly specialArgs: Attrs | undefined;
  readonly system: string | undefined;
}

const SYSTEMS = new WeakMap<Attrs, SystemArguments>();

/** The arguments behind a value that `nixosSystem` gave. */
export function systemArguments(v: Value): SystemArguments | undefined {
  return v instanceof Attrs ? SYSTEMS.get(v) : undefined;
}

/** What a flake is evaluated with. */
export interface FlakeContext {
  /** The complete nixpkgs library. */
  readonly lib: Attrs;
  readonly system: string;
}

/**
 * The flake's outputs; `undefined` when the file is no flake. Needs an active session. Inputs of which nothing is known
 * are unknown values, so that whatever depends on them is unknown as well.
 */
export function flakeOutputs(program: Program, context: FlakeContext): Attrs | undefined {
  const flake = evaluateProgram(program);
  if (!(flake instanceof Attrs)) return undefined;
  const outputs = hasListed(flake, 'outputs') ? force(getAttr(flake, 'outputs') ?? null) : null;
  if (!(outputs instanceof Closure) && !(outputs instanceof PrimOp)) return undefined;
  const result = lazy(() => call(outputs, inputs));
  const self = selfInput(program.source.folder, result);
  const declared = hasListed(flake, 'inputs') ? force(getAttr(flake, 'inputs') ?? null) : null;
  const names = new Set([
    ...(declared instanceof Attrs ? attrNames(declared) : []),
    ...(outputs instanceof Closure ? (outputs.lambda.formals ?? []).map((f) => f.name) : []),
  ]);
  names.delete('self');
  const known: Record<string, Lazy> = { self };
  for (const name of names) known[name] = input(name, context, self);
  const inputs = attrsOf(known, {
    unknown: new Unknown('inputs', 'not all inputs are known here'),
    select: (name) => input(name, context, self),
  });
  const value = force(result);
  return value instanceof Attrs ? value : undefined;
}

/** The flake itself: its source in the store, and its own outputs. */
function selfInput(folder: string, result: Lazy): Attrs {
  const storePath = unknownStorePath('source');
  storeContents().copies.set(storePath, { source: folder, filter: undefined, isFlake: true });
  const outPath = new NixString(
    storePath,
    contextOf([{ kind: 'plain', storePath, origin: { kind: 'flake-source', what: 'self', at: undefined } }]),
  );
  const own = attrsOf({ outPath, _type: 'flake', inputs: new Unknown('self.inputs', 'not all inputs are known here') });
  return new Attrs(own.shape, own.values, null, {
    unknown: new Unknown('self', 'not all outputs are known here'),
    select: (name) => (name.startsWith('_') ? undefined : lazy(() => output(force(result), name))),
  });
}

function output(outputs: Value, name: string): Value {
  const found = outputs instanceof Attrs ? getAttr(outputs, name) : undefined;
  return found === undefined ? new Unknown(`self.${name}`, 'it is not known here') : force(found);
}

function input(name: string, context: FlakeContext, self: Lazy): Lazy {
  if (/^nixpkgs|^nixos/.test(name)) return nixpkgsInput(name, context);
  if (name === 'flake-parts') return flakeParts(context, self);
  return new Unknown(`inputs.${name}`, `the flake input \`${name}\` is not read here`);
}

function nixpkgsInput(name: string, { lib }: FlakeContext): Attrs {
  const storePath = unknownStorePath('source');
  const origin = { kind: 'flake-source', what: `inputs.${name}`, at: undefined } as const;
  const unread = (path: string): Unknown => new Unknown(path, 'only the library of nixpkgs is known here');
  const packages = attrsOf(
    {},
    { unknown: unread(`${name}.legacyPackages`), select: (system) => lazy(() => packageSet(lib, system)) },
  );
  return attrsOf(
    {
      lib: updateAttrs(lib, attrsOf({ nixosSystem })),
      legacyPackages: packages,
      outPath: new NixString(storePath, contextOf([{ kind: 'output', output: 'out', storePath, origin }])),
    },
    {
      unknown: unread(name),
      select: (member) => (member.startsWith('_') ? undefined : unread(`${name}.${member}`)),
    },
  );
}

/** `nixpkgs.lib.nixosSystem`: keeps its arguments, for a host to be made of them. */
const nixosSystem = primOp('nixosSystem', 1, (lazyArgs) => {
  const args = forceAttrs(lazyArgs);
  const optional = (name: string): Value => (hasListed(args, name) ? force(getAttr(args, name) ?? null) : null);
  const marker = attrsOf(
    { _type: 'configuration' },
    {
      unknown: new Unknown('nixosConfigurations', 'it is not evaluated here'),
      select: (name) => new Unknown(`nixosConfigurations.‹host›.${name}`, 'it is not evaluated here'),
    },
  );
  const specialArgs = optional('specialArgs');
  const system = optional('system');
  SYSTEMS.set(marker, {
    modules: getAttr(args, 'modules') ?? [],
    specialArgs: specialArgs instanceof Attrs ? specialArgs : undefined,
    system: typeof system === 'string' ? system : undefined,
  });
  return marker;
});

/** The input `flake-parts`: `lib.mkFlake` merges the flake's modules and gives what they define in `flake`. */
function flakeParts({ lib }: FlakeContext, self: Lazy): Attrs {
  const reason = 'flake-parts is not read here';
  const mkFlake = primOp('mkFlake', 2, (lazyArgs, module) => {
    const args = forceAttrs(lazyArgs);
    const inputs = getAttr(args, 'inputs') ?? new Unknown('inputs', reason);
    const { config } = evalModules({
      modules: [module],
      lib,
      specialArgs: attrsOf({ inputs, self }),
      open: {
        unknown: (loc) => new Unknown(`config.${showOption(loc)}`, reason),
        isClosed: () => false,
        argument: (name) => new Unknown(name, reason),
      },
      onError: () => undefined,
    });
    return force(getAttr(config, 'flake') ?? null);
  });
  const unread = (name: string): Unknown => new Unknown(`inputs.flake-parts.${name}`, reason);
  return attrsOf(
    { lib: attrsOf({ mkFlake }, { unknown: unread('lib'), select: (n) => unread(`lib.${n}`) }) },
    { unknown: unread('*'), select: (n) => (n.startsWith('_') ? undefined : unread(n)) },
  );
}
