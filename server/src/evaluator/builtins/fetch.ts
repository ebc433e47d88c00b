// Builtins that fetch. Nothing is ever fetched here: what follows from a given hash is known, all else is not.
import { attrEntries, attrsOf, getAttr } from '../attrs';
import { callPosition } from '../call';
import { forceBool, forceClosedAttrs, forceString, forceTextNoContext, wholeText } from '../coerce';
import { coerceToPath } from '../coerce-path';
import { NixError } from '../errors';
import { parseHash, parseHashOrEmpty, type Hash } from '../hash';
import { baseName } from '../paths';
import type { Position } from '../position';
import { EMBEDDED_NIXPKGS } from '../search-path';
import { session } from '../session';
import { fixedOutputStorePath, nameProblem, parseStorePath, storeString } from '../store';
import { storeContents } from '../store-contents';
import { isString, textOf } from '../strings';
import { expressionAt } from '../unknowns';
import { Attrs, NixPath, Unknown, force, showType, type Lazy, type Value } from '../values';
import { primOps, type BuiltinTable } from './primop';

/** Stands for what would have to be fetched; outside of the editor it is an error. */
export function notFetched(what: string, type: 'string' | 'set', at: Position | undefined): Unknown {
  const reason = `the content of ${what} is not fetched here`;
  if (!session().tolerant) throw new NixError(reason, at);
  return new Unknown(expressionAt(at), reason, at, type);
}

const NIXPKGS_ADDRESS =
  /^channel:|(^|[/:])nixpkgs(-unfree)?(\.git)?([/?#]|$)|channels\.nixos\.org|nixos\.org\/channels|releases\.nixos\.org\/nix(os|pkgs)\//i;
const NAMED_RELEASE = /\b(?:nixos|nixpkgs|release)[-/](\d\d\.\d\d)\b/;

/** Whether an address, or a reference of a flake, is nixpkgs. */
export function isNixpkgsAddress(address: string): boolean {
  return NIXPKGS_ADDRESS.test(address);
}

/**
 * What stands here for the nixpkgs at an address: that of the release that it or the branch names, else that of the
 * session.
 */
function embeddedNixpkgs(address: string, branch = ''): string | undefined {
  if (!isNixpkgsAddress(address)) return undefined;
  const release = NAMED_RELEASE.exec(`${address} ${branch}`)?.[1];
  return release === undefined ? EMBEDDED_NIXPKGS : `${EMBEDDED_NIXPKGS}/releases/${release}`;
}

interface Download {
  readonly url: Lazy;
  readonly name: string | undefined;
  readonly hash: Hash | undefined;
}

function downloadOf(v: Lazy, builtin: string): Download {
  const argument = force(v);
  if (!(argument instanceof Attrs)) return { url: forceTextNoContext(argument), name: undefined, hash: undefined };
  let url: Lazy | undefined;
  let name: string | undefined;
  let hash: Hash | undefined;
  for (const [key, value, at] of attrEntries(forceClosedAttrs(argument))) {
    switch (key) {
      case 'url':
        url = forceString(value, at);
        break;
      case 'sha256':
        hash = parseHashOrEmpty(forceTextNoContext(value, at), 'sha256');
        break;
      case 'name':
        name = forceTextNoContext(value, at);
        break;
      default:
        throw new NixError(`unsupported argument '${key}' to '${builtin}'`, at);
    }
  }
  if (url === undefined) throw new NixError("'url' argument required");
  return { url, name, hash };
}

/** `fetchurl` and `fetchTarball`: the path follows from `sha256`, when there is one. */
function download(v: Lazy, builtin: 'fetchurl' | 'fetchTarball'): Value {
  const at = callPosition();
  const { url, name: given, hash } = downloadOf(v, builtin);
  // The address itself is only needed for a name that nobody gave.
  const name = given ?? (builtin === 'fetchTarball' ? 'source' : baseName(forceTextNoContext(url)));
  const what = textOf(forceString(url));
  const problem = nameProblem(name);
  if (problem !== undefined)
    throw new NixError(
      `invalid store path name when fetching URL '${what}': ${problem}. Please add or change the 'name' attribute passed to '${builtin}', so that it can create a valid store path.`,
    );
  const nixpkgs = session().tolerant && builtin === 'fetchTarball' ? embeddedNixpkgs(what) : undefined;
  if (hash === undefined) return nixpkgs === undefined ? notFetched(what, 'string', at) : new NixPath(nixpkgs, at);
  const method = builtin === 'fetchTarball' ? 'recursive' : 'flat';
  const storePath = fixedOutputStorePath(name, method, hash);
  if (nixpkgs !== undefined) storeContents().copies.set(storePath, { source: nixpkgs, filter: undefined });
  return storeString(storePath, { kind: 'fetched', what, at });
}

/** What a person would call the source of a tree: its address. */
function describeTree(attrs: Attrs): string {
  const owner = textIn(attrs, 'owner');
  return (
    textIn(attrs, 'url') ??
    textIn(attrs, 'path') ??
    (owner === undefined ? 'the source' : `${owner}/${textIn(attrs, 'repo') ?? ''}`)
  );
}

function textIn(attrs: Attrs, name: string): string | undefined {
  const lazyValue = getAttr(attrs, name);
  const v = lazyValue === undefined ? undefined : force(lazyValue);
  if (v instanceof NixPath) return v.path;
  return v !== undefined && isString(v) ? textOf(v) : undefined;
}

/** A tree that is nixpkgs; of what comes with it only the place is known. */
function fetchedNixpkgs(path: string, what: string, at: Position | undefined): Attrs {
  const unknown = notFetched(what, 'set', at);
  return attrsOf(
    { outPath: new NixPath(path, at) },
    {
      unknown,
      select: (name) =>
        name.startsWith('_') ? undefined : new Unknown(`${unknown.expression}.${name}`, unknown.reason, at),
    },
  );
}

/** `fetchTree`, `fetchGit` and `fetchMercurial`. */
function fetchTree(v: Lazy): Value {
  const at = callPosition();
  const argument = force(v);
  if (argument instanceof NixPath) return notFetched(argument.path, 'set', at);
  if (argument instanceof Unknown) return new Unknown(expressionAt(at), argument.reason, at, 'set');
  if (!(argument instanceof Attrs)) {
    if (isString(argument)) return notFetched(textOf(argument), 'set', at);
    throw new NixError(`expected a string but found ${showType(argument)}`);
  }
  const what = describeTree(argument);
  const nixpkgs = session().tolerant ? embeddedNixpkgs(what, textIn(argument, 'ref')) : undefined;
  if (nixpkgs !== undefined) return fetchedNixpkgs(nixpkgs, what, at);
  const unknown = notFetched(what, 'set', at);
  const narHash = getAttr(argument, 'narHash');
  if (narHash === undefined) return unknown;
  const nameArgument = getAttr(argument, 'name');
  const name = nameArgument === undefined ? 'source' : forceTextNoContext(nameArgument);
  const hash = parseHash(forceTextNoContext(narHash), 'sha256');
  const known: Record<string, Lazy> = {
    narHash,
    outPath: storeString(fixedOutputStorePath(name, 'recursive', hash), { kind: 'fetched', what, at }),
  };
  const rev = getAttr(argument, 'rev');
  if (rev !== undefined) {
    known.rev = rev;
    known.shortRev = forceTextNoContext(rev).slice(0, 7);
  }
  return attrsOf(known, {
    unknown,
    select: (attribute) => new Unknown(`${unknown.expression}.${attribute}`, unknown.reason, at),
  });
}

/** A path of another store: where it comes to lie here follows from the arguments alone. */
function fetchClosure(v: Lazy): Value {
  const at = callPosition();
  const text = new Map<string, string>();
  for (const [key, value, attrAt] of attrEntries(forceClosedAttrs(v))) {
    switch (key) {
      case 'fromPath':
      case 'toPath': {
        const path = force(value);
        text.set(key, isString(path) ? wholeText(path) : coerceToPath(path, attrAt).path.path);
        break;
      }
      case 'fromStore':
        text.set(key, forceTextNoContext(value, attrAt));
        break;
      case 'inputAddressed':
        forceBool(value, attrAt);
        break;
      default:
        throw new NixError(`attribute '${key}' isn't supported in call to 'fetchClosure'`, attrAt);
    }
  }
  const fromPath = text.get('fromPath');
  const fromStore = text.get('fromStore');
  if (fromPath === undefined) throw new NixError("attribute 'fromPath' is missing in call to 'fetchClosure'");
  if (fromStore === undefined) throw new NixError("attribute 'fromStore' is missing in call to 'fetchClosure'");
  // An empty `toPath` is how people ask Nix to print the right one; it is not known without fetching.
  const toPath = text.get('toPath');
  if (toPath === '') return notFetched(fromStore, 'string', at);
  return storeString(parseStorePath(toPath ?? fromPath), { kind: 'fetched', what: fromStore, at });
}

export const fetchBuiltins: BuiltinTable = primOps({
  fetchurl: [1, (v) => download(v, 'fetchurl')],
  fetchTarball: [1, (v) => download(v, 'fetchTarball')],
  fetchTree: [1, fetchTree],
  fetchGit: [1, fetchTree],
  fetchMercurial: [1, fetchTree],
  fetchClosure: [1, fetchClosure],
});
