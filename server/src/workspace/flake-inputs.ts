// The values of a flake's inputs: nixpkgs, flakes on disk, and those that hosts are built with. All others are unknown.
import { attrNames, attrsOf, getAttr, hasListed } from '../evaluator/attrs';
import { isNixpkgsAddress } from '../evaluator/builtins/fetch';
import { call } from '../evaluator/call';
import { attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { canonicalPath } from '../evaluator/paths';
import { EMBEDDED_NIXPKGS } from '../evaluator/search-path';
import { session } from '../evaluator/session';
import { storeContents } from '../evaluator/store-contents';
import { contextOf, isString, textOf } from '../evaluator/strings';
import {
  Attrs,
  NixString,
  Unknown,
  force,
  type Lazy,
  type OpenRest,
  type Origin,
  type Value,
} from '../evaluator/values';
import { completeLib } from '../modules/lib';
import { unknownStorePath, type Release } from '../nixos';
import { flakeLib, fullPackageSet } from '../runner/nixpkgs-functions';
import { flakeParts } from './flake-parts';
import { HELPER_FLAKES, type HelperFlake } from './helper-flakes';

/** What a flake is evaluated with. */
export interface FlakeContext {
  /** The release of an input that is nixpkgs. */
  release(input: string): Release;
  /** The platform where the flake does not say. */
  readonly system: string;
}

/** A flake whose inputs are asked for. */
export interface FlakeAround {
  readonly folder: string;
  /** The attribute `inputs` of its flake.nix. */
  readonly declared: Attrs | undefined;
  /** The inputs that another flake gives it in place of its own (`follows`). */
  readonly given: ReadonlyMap<string, Lazy>;
  readonly self: Lazy;
  /** All inputs, by name. */
  readonly inputs: Lazy;
  /** The outputs of the flake in another folder, with some of its inputs given. */
  open(folder: string, given: ReadonlyMap<string, Lazy>): Attrs | undefined;
}

interface Declaration {
  /** The reference as a URL; `undefined` where the flake does not tell. */
  readonly url: string | undefined;
  readonly isFlake: boolean;
  /** `nixpkgs` or `other/nixpkgs`. */
  readonly follows: string | undefined;
  /** What its own inputs follow, by name. */
  readonly inputs: Attrs | undefined;
}

function declarationOf(declared: Attrs | undefined, name: string): Declaration {
  const set = (v: Lazy | undefined): Attrs | undefined =>
    attempt(() => {
      const value = v === undefined ? null : force(v);
      return value instanceof Attrs ? value : undefined;
    });
  const own = set(declared && (hasListed(declared, name) ? getAttr(declared, name) : undefined));
  const text = (attribute: string): string | undefined =>
    attempt(() => {
      const v = own && hasListed(own, attribute) ? force(getAttr(own, attribute) ?? null) : null;
      return isString(v) ? textOf(v) : undefined;
    });
  const parts = [text('owner'), text('repo'), text('ref')].filter((part) => part !== undefined);
  const url =
    text('url') ??
    text('path') ??
    text('id') ??
    (parts.length > 0 ? `${text('type') ?? ''}:${parts.join('/')}` : undefined);
  const flake = attempt(() => (own && hasListed(own, 'flake') ? force(getAttr(own, 'flake') ?? null) : true));
  return {
    url,
    isFlake: flake !== false,
    follows: text('follows'),
    inputs: own && hasListed(own, 'inputs') ? set(getAttr(own, 'inputs')) : undefined,
  };
}

/** The value of an input by its name. */
export function flakeInput(name: string, around: FlakeAround, context: FlakeContext): Lazy {
  const given = around.given.get(name);
  if (given !== undefined) return given;
  const declaration = declarationOf(around.declared, name);
  const { url, follows } = declaration;
  if (follows !== undefined && follows !== name) return followed(name, follows, around, context);
  if (isNixpkgs(name, url)) return nixpkgsInput(name, context);
  const folder = url === undefined ? undefined : folderOf(url, around.folder);
  if (folder !== undefined) return diskInput(name, folder, declaration, around, context);
  if (/hercules-ci\/flake-parts/.test(url ?? '') || (url === undefined && name === 'flake-parts'))
    return flakeParts(flakeLib(completeLib(context.release('nixpkgs'))), around, context.system);
  const helper = HELPER_FLAKES.find((h) => (url === undefined ? h.name === name : h.reference.test(url)));
  if (helper !== undefined) return helperInput(helper, around, context);
  return PLAIN.test(url ?? '') ? plainInput(name) : unread(name);
}

/** Flakes whose modules for NixOS define nothing that runners depend on, however they are set. */
const PLAIN =
  /\b(Mic92\/sops-nix|(ryantm|yaxitech)\/r?agenix|oddlama\/agenix-rekey|nix-community\/(disko|home-manager|impermanence|lanzaboote|stylix|nix-index-database|preservation)|danth\/stylix|NixOS\/nixos-hardware|nix-systems\/)/i;

function plainInput(name: string): Attrs {
  const rest = (path: string, select: (n: string) => Lazy): OpenRest => ({
    unknown: unread(path),
    select: (n) => (n.startsWith('_') ? undefined : select(n)),
  });
  const member = (n: string): Lazy => {
    const path = `${name}.${n}`;
    switch (n) {
      case 'nixosModules':
        return attrsOf(
          {},
          rest(path, () => attrsOf({})),
        );
      case 'lib':
        // People join it with nixpkgs' own, whose names it has not: `nixpkgs.lib // home-manager.lib`.
        return attrsOf({}, { ...rest(path, (inner) => unread(`${path}.${inner}`)), isApart: true });
      default:
        return unread(path);
    }
  };
  return attrsOf({ _type: 'flake' }, rest(name, member));
}

function unread(name: string): Unknown {
  return new Unknown(`inputs.${name}`, `the flake input \`${name}\` is not read here`);
}

/** What `follows` leads to: an input of the same flake, or an input's input, of which nixpkgs is known by its name. */
function followed(name: string, path: string, around: FlakeAround, context: FlakeContext): Lazy {
  const [first = '', ...rest] = path.split('/');
  return lazy(() => {
    let at = force(selected(force(around.inputs), first));
    for (const inner of rest) at = force(selected(force(selected(at, 'inputs')), inner));
    return at instanceof Unknown && isNixpkgs(rest.at(-1) ?? '', undefined) ? nixpkgsInput(name, context) : at;
  });
}

function selected(v: Value, name: string): Lazy {
  const found = v instanceof Attrs ? getAttr(v, name) : undefined;
  return found ?? unread(name);
}

/** Whether an input is nixpkgs, told from its reference, else from its name. */
function isNixpkgs(name: string, url: string | undefined): boolean {
  if (name === 'nixpkgs') return true;
  if (url === undefined) return /^(nixpkgs|nixos)(-(stable|unstable|small|master|latest|lts|\d.*))?$/.test(name);
  return isNixpkgsAddress(url);
}

/** The folder that a reference names, if it names one. */
function folderOf(url: string, folder: string): string | undefined {
  const match = /^(?:path:|git\+file:(?:\/\/)?)?([^?#:]*)(?:\?([^#]*))?$/.exec(url);
  const path = match?.[1];
  if (path === undefined || (!url.includes(':') && !/^\.{0,2}\//.test(path) && !/^\.{1,2}$/.test(path)))
    return undefined;
  const dir = /(?:^|&)dir=([^&]*)/.exec(match?.[2] ?? '')?.[1];
  return canonicalPath(`${path.startsWith('/') ? path : `${folder}/${path}`}${dir === undefined ? '' : `/${dir}`}`);
}

/** A store path that stands for a folder, so that what refers to it is found again. */
export function sourceInStore(what: string, folder: string, storePath: string): NixString {
  storeContents().copies.set(storePath, { source: folder, filter: undefined, isFlake: true });
  const origin: Origin = { kind: 'flake-source', what, at: undefined };
  return new NixString(storePath, contextOf([{ kind: 'plain', storePath, origin }]));
}

function diskInput(
  name: string,
  folder: string,
  { isFlake, inputs }: Declaration,
  around: FlakeAround,
  context: FlakeContext,
): Lazy {
  const { files } = session();
  if (!('ok' in files.readFolder(folder))) return unread(name);
  if (!isFlake) {
    const storePath = unknownStorePath(`source-${name}`);
    return attrsOf({ outPath: sourceInStore(`inputs.${name}`, folder, storePath) });
  }
  const given = new Map<string, Lazy>();
  for (const inner of inputs === undefined ? [] : attrNames(inputs)) {
    const { follows } = declarationOf(inputs, inner);
    if (follows !== undefined) given.set(inner, followed(inner, follows, around, context));
  }
  return lazy(() => around.open(folder, given) ?? unread(name));
}

function nixpkgsInput(name: string, context: FlakeContext): Attrs {
  const release = context.release(name);
  const lib = flakeLib(completeLib(release));
  const storePath = unknownStorePath(`source-${name}`);
  storeContents().copies.set(storePath, { source: `${EMBEDDED_NIXPKGS}/releases/${release}`, filter: undefined });
  const origin: Origin = { kind: 'flake-source', what: `inputs.${name}`, at: undefined };
  const unknown = (path: string): Unknown => new Unknown(path, 'only the library of nixpkgs is known here');
  const packages = new Map<string, Attrs>();
  const packagesFor = (system: string): Attrs => {
    const made = packages.get(system) ?? fullPackageSet(lib, system);
    packages.set(system, made);
    return made;
  };
  return attrsOf(
    {
      lib,
      legacyPackages: attrsOf(
        {},
        { unknown: unknown(`${name}.legacyPackages`), select: (system) => lazy(() => packagesFor(system)) },
      ),
      outPath: new NixString(storePath, contextOf([{ kind: 'plain', storePath, origin }])),
      // Those that nixpkgs has (`notDetected`, `readOnlyPkgs`) set nothing that runners depend on.
      nixosModules: attrsOf({}, { unknown: unknown(`${name}.nixosModules`), select: () => attrsOf({}) }),
      _type: 'flake',
    },
    {
      unknown: unknown(name),
      select: (member) => (member.startsWith('_') ? undefined : unknown(`${name}.${member}`)),
    },
  );
}

/** The outputs of a flake whose text is part of this program. */
function helperInput({ name, text }: HelperFlake, around: FlakeAround, context: FlakeContext): Lazy {
  const flake: Lazy = lazy(() => {
    const folder = `/embedded-flakes/${name}`;
    const program = session().compile({ path: `${folder}/flake.nix`, text, folder });
    const lib = flakeLib(completeLib(context.release('nixpkgs')));
    const outputs = call(program.evaluate(), attrsOf({ lib, inputs: around.inputs, self: around.self, flake }));
    if (!(outputs instanceof Attrs) || hasListed(outputs, '__functor')) return outputs;
    const unknown = (member: string): Unknown => new Unknown(`inputs.${name}.${member}`, `${name} is not read here`);
    return new Attrs(outputs.shape, outputs.values, outputs.base, {
      unknown: unknown('*'),
      select: (member) => (member.startsWith('_') ? undefined : unknown(member)),
    });
  });
  return flake;
}
