// A NixOS system as Nix code holds it: what `nixosSystem` gives, with the host behind it.
import { Attached } from '../syntax/attached';
import { attrsOf, getAttr, hasListed, updateAttrs } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs } from '../evaluator/coerce';
import { NixError, UnknownSignal } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { session, type Session } from '../evaluator/session';
import { isString, textOf } from '../evaluator/strings';
import { mayHoldMore, possibleItems } from '../evaluator/unknowns';
import { Attrs, Unknown, force, isList, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { optionsValue } from '../modules/configuration';
import { PRIORITY, mkOverride } from '../modules/properties';
import { NEWEST_RELEASE, isRelease, type Release } from '../nixos';
import { evalHost, type Host } from './host';
import { packageSet } from './package-set';

export interface SystemInput {
  /** The library that modules get; it tells the release. */
  readonly lib: Lazy;
  /** The platform where the modules do not say. */
  readonly platform?: Lazy | undefined;
  readonly modules: () => readonly Lazy[];
  readonly specialArgs?: Attrs | undefined;
  /** Go into `_module.args`. */
  readonly args?: Attrs | undefined;
  /** The name that a test, a hive or a container gives it. */
  readonly name?: string | undefined;
  /** As in `HostInput`; false if it is left out. */
  readonly alone?: boolean | undefined;
  /** Whether it is a machine of a test; false if it is left out. */
  readonly isTest?: boolean | undefined;
}

/** A system, and its host once somebody asks for it. */
export interface NixosSystem {
  readonly name: string | undefined;
  readonly release: Release;
  readonly alone: boolean;
  readonly isTest: boolean;
  host(): Host;
  /** The value that Nix code gets. */
  readonly value: Attrs;
}

/** Systems by the values that Nix code has of them: the configuration, and its `config`. */
const SYSTEMS = new WeakMap<Attrs, NixosSystem>();
const MADE = new Attached<Session, NixosSystem[]>();

/** The system behind a value that `nixosSystem` gave, or behind the `config` of one. */
export function systemBehind(v: Value): NixosSystem | undefined {
  return v instanceof Attrs ? SYSTEMS.get(v) : undefined;
}

/** The systems that evaluation in the current session made so far, in that order. */
export function systemsMade(): readonly NixosSystem[] {
  return MADE.get(session()) ?? [];
}

/** Makes a system; nothing of it is evaluated yet. */
export function makeSystem(input: SystemInput): NixosSystem {
  const release = releaseOf(input.lib);
  let host: Host | undefined;
  const evaluated = (): Host => (host ??= hostOf(input, release));
  const value: Attrs = attrsOf(
    {
      _type: 'configuration',
      class: 'nixos',
      config: lazy(() => {
        const { config } = evaluated().evaluation;
        SYSTEMS.set(config, system);
        return config;
      }),
      options: lazy(() => optionsValue(evaluated().evaluation.root)),
      pkgs: lazy(() => packageSet(input.lib, evaluated().platform, true)),
      lib: input.lib,
      extendModules: primOp('extendModules', 1, (arg) => extended(input, arg)),
    },
    {
      unknown: new Unknown('nixosConfigurations', 'not all of it is evaluated here'),
      select: (name) => new Unknown(`nixosConfigurations.‹host›.${name}`, 'it is not evaluated here'),
    },
  );
  const system: NixosSystem = {
    name: input.name,
    release,
    alone: input.alone ?? false,
    isTest: input.isTest ?? false,
    host: evaluated,
    value,
  };
  SYSTEMS.set(value, system);
  const made = MADE.get(session());
  if (made === undefined) MADE.set(session(), [system]);
  else made.push(system);
  return system;
}

/** The host of a system. An error in the list of its modules is noted with a host that has none. */
function hostOf(input: SystemInput, release: Release): Host {
  const { lib, platform, specialArgs, args, alone = false } = input;
  const evaluate = (modules: readonly Lazy[]): Host =>
    evalHost({
      release,
      modules,
      lib,
      platform,
      alone,
      ...(specialArgs && { specialArgs }),
      ...(args && { args }),
    });
  try {
    return evaluate(input.modules());
  } catch (error) {
    if (error instanceof UnknownSignal) return evaluate([error.unknown]);
    if (!(error instanceof NixError) || error.kind === 'budget') throw error;
    const host = evaluate([]);
    host.report(error, error.at);
    return host;
  }
}

function extended(input: SystemInput, arg: Lazy): Attrs {
  const more = forceAttrs(arg);
  const modules = getAttr(more, 'modules') ?? [];
  return makeSystem({
    ...input,
    modules: () => [...input.modules(), ...moduleList(modules)],
    specialArgs: updateAttrs(input.specialArgs ?? attrsOf({}), knownSet(getAttr(more, 'specialArgs')) ?? attrsOf({})),
  }).value;
}

/** The release that a library belongs to; the newest where it is of none that is known here. */
function releaseOf(lib: Lazy): Release {
  const attrs = force(lib);
  const release = attrs instanceof Attrs ? selectAttr(selectAttr(attrs, 'trivial'), 'release') : null;
  const text = release !== null && isString(release) ? textOf(release) : '';
  return isRelease(text) ? text : NEWEST_RELEASE;
}

/** The modules as a list; what is unknown of it counts as a module that cannot be followed. */
function moduleList(v: Lazy): readonly Lazy[] {
  const list = force(v);
  if (list instanceof Unknown) return [...possibleItems(list), ...(mayHoldMore(list) ? [unknownModule(list)] : [])];
  return isList(list) ? list : [];
}

function unknownModule({ expression, reason, at }: Unknown): Unknown {
  return new Unknown(expression, reason, at);
}

/** The set that a value is; `undefined` for everything else. */
export function knownSet(v: Lazy | undefined): Attrs | undefined {
  const value = v === undefined ? undefined : force(v);
  return value instanceof Attrs ? value : undefined;
}

/**
 * `nixos/lib/eval-config.nix` with a library: the function behind `nixosSystem`.
 * @param platform what systems are for that do not say it
 */
export function evalConfig(lib: Lazy, platform?: Lazy): PrimOp {
  return primOp('nixosSystem', 1, (lazyArgs) => {
    const args = forceAttrs(lazyArgs);
    const given = (name: string): Lazy | undefined => {
      const v = hasListed(args, name) ? getAttr(args, name) : undefined;
      return v === undefined || force(v) === null ? undefined : v;
    };
    const pkgs = given('pkgs');
    return makeSystem({
      lib: given('lib') ?? lib,
      platform: given('system') ?? platform,
      modules: () => [
        ...(pkgs === undefined ? [] : [pkgsModule(pkgs)]),
        ...moduleList(given('extraModules') ?? []),
        ...moduleList(given('modules') ?? []),
      ],
      specialArgs: knownSet(given('specialArgs')),
      args: knownSet(given('extraArgs')),
    }).value;
  });
}

/** A package set that is given goes before the one that NixOS would make. */
function pkgsModule(pkgs: Lazy): Attrs {
  return attrsOf({ _module: attrsOf({ args: attrsOf({ pkgs: mkOverride(PRIORITY.force, pkgs) }) }) });
}

/** `nixos/default.nix`: `import <nixpkgs/nixos> { configuration = …; }`. */
export function nixosFunction(lib: Lazy): PrimOp {
  return primOp('nixos', 1, (lazyArgs) => {
    const args = forceAttrs(lazyArgs);
    const configuration = getAttr(args, 'configuration') ?? new Unknown('<nixos-config>', 'NIX_PATH is not read here');
    const input = attrsOf({ modules: [configuration], system: getAttr(args, 'system') ?? null });
    const unbuilt = (name: string): Unknown => new Unknown(name, 'it would have to be built', undefined, 'package');
    return updateAttrs(
      forceAttrs(call(evalConfig(lib), input)),
      attrsOf({ system: unbuilt('system'), vm: unbuilt('vm') }),
    );
  });
}

/** Systems by name, each of which gets its name and the others as arguments (`name`, `nodes`). */
export function makeNodes(inputs: readonly (readonly [name: string, input: SystemInput])[]): Record<string, Attrs> {
  const nodes: Record<string, Attrs> = {};
  const all = lazy(() => attrsOf(nodes));
  for (const [name, input] of inputs) {
    const own = attrsOf({ name, nodes: all });
    const specialArgs = updateAttrs(input.specialArgs ?? attrsOf({}), own);
    nodes[name] = makeSystem({ ...input, name, specialArgs }).value;
  }
  return nodes;
}

/** `networking.hostName` as tests, containers and virtual machines give it where nothing else sets it. */
export function hostNameModule(name: string): Attrs {
  return attrsOf({ networking: attrsOf({ hostName: mkOverride(PRIORITY.default, name) }) });
}
