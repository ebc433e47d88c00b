// Flake references: from URL-like text to attributes and back (Nix manual, "nix flake", "Flake references").
import { NixError } from './errors';
import { formatHash, parseHash } from './hash';

/** An attribute of a reference: a text, a number or a flag. */
export type FlakeRefValue = string | number | bigint | boolean;
export type FlakeRef = ReadonlyMap<string, FlakeRefValue>;

const FLAKE_ID = /^[a-zA-Z][a-zA-Z0-9_-]*$/;
const REVISION = /^[0-9a-fA-F]{40}$/;
const REF = /^[a-zA-Z0-9@][a-zA-Z0-9_./@+-]*$/;
const URL_PARTS = /^([a-zA-Z][a-zA-Z0-9+.-]*):(?:\/\/([^/?#]*))?([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;
const PATH_PARTS = /^([^?#]*)(?:\?([^#]*))?(?:#(.*))?$/s;

interface Url {
  /** As it was written. */
  readonly text: string;
  readonly scheme: string;
  readonly authority: string | undefined;
  readonly path: string;
  readonly query: ReadonlyMap<string, string>;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    throw new NixError(`invalid URI parameter '${text}'`);
  }
}

function parseQuery(text: string): Map<string, string> {
  const query = new Map<string, string>();
  for (const part of text.split('&')) {
    const equals = part.indexOf('=');
    if (equals >= 0) query.set(part.slice(0, equals), decode(part.slice(equals + 1)));
  }
  return query;
}

function encodeQuery(query: readonly (readonly [string, string])[]): string {
  const parts = [...query].sort(([a], [b]) => (a < b ? -1 : 1)).map(([k, v]) => `${encodePart(k)}=${encodePart(v)}`);
  return parts.length === 0 ? '' : `?${parts.join('&')}`;
}

/** Percent-encodes all but letters, digits, `-._~` and the characters in `allowed`. */
function encode(text: string, allowed: string): string {
  return encodeURIComponent(text)
    .replace(/[!'()*]/g, (c) => `%${c.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/%[0-7][0-9A-F]/g, (code) => {
      const c = String.fromCharCode(parseInt(code.slice(1), 16));
      return allowed.includes(c) ? c : code;
    });
}

function encodePart(text: string): string {
  return encode(text, ':@/?');
}

function encodePath(text: string): string {
  return encode(text, ":@/!$&'()*+,;=");
}

/** Forges: `github:owner/repo/branch-or-revision`. */
const FORGES = new Set(['github', 'gitlab', 'sourcehut']);
const GIT_TRANSPORTS = new Set(['git', 'git+http', 'git+https', 'git+ssh', 'git+file']);
const HG_TRANSPORTS = new Set(['hg+http', 'hg+https', 'hg+ssh', 'hg+file']);

/** Nix takes what is no URL of a flake for a path, and then finds that it is none. */
function notAReference(text: string): NixError {
  return new NixError(`flake reference '${text}' is not an absolute path`);
}

function setRevision(ref: Map<string, FlakeRefValue>, value: string): void {
  ref.set('rev', formatHash(parseHash(value, 'sha1'), 'base16'));
}

function forgeRef(url: Url): Map<string, FlakeRefValue> {
  const [owner, repo, ...rest] = url.path
    .split('/')
    .filter((p) => p !== '')
    .map(decode);
  if (owner === undefined || repo === undefined) throw notAReference(url.text);
  const ref = new Map<string, FlakeRefValue>([
    ['type', url.scheme],
    ['owner', owner],
    ['repo', repo],
  ]);
  const version = rest.join('/');
  if (REVISION.test(version)) setRevision(ref, version);
  else if (REF.test(version)) ref.set('ref', version);
  else if (version !== '') throw notAReference(url.text);
  for (const [name, value] of url.query) {
    switch (name) {
      case 'rev':
        if (ref.has('rev')) throw notAReference(url.text);
        setRevision(ref, value);
        break;
      case 'ref':
        if (!REF.test(value) || ref.has('ref')) throw notAReference(url.text);
        ref.set('ref', value);
        break;
      case 'host':
        if (!/^[a-zA-Z0-9.-]*$/.test(value)) throw notAReference(url.text);
        ref.set('host', value);
        break;
      case 'narHash':
        ref.set('narHash', value);
        break;
    }
  }
  if (ref.has('ref') && ref.has('rev')) throw notAReference(url.text);
  return ref;
}

function indirectRef(url: Url): Map<string, FlakeRefValue> {
  const [id, ...rest] = url.path.split('/').map(decode);
  if (id === undefined || !FLAKE_ID.test(id) || rest.length > 2) throw notAReference(url.text);
  const ref = new Map<string, FlakeRefValue>([
    ['type', 'indirect'],
    ['id', id],
  ]);
  const [version, revision] = rest;
  if (version === undefined) return ref;
  if (revision === undefined && REVISION.test(version)) setRevision(ref, version);
  else if (REF.test(version)) ref.set('ref', version);
  else throw notAReference(url.text);
  if (revision !== undefined) {
    if (!REVISION.test(revision)) throw notAReference(url.text);
    setRevision(ref, revision);
  }
  return ref;
}

const NUMBERS = new Set(['lastModified', 'revCount']);

function typedValue(name: string, value: string, url: Url): FlakeRefValue {
  if (!NUMBERS.has(name)) return value;
  if (!/^[0-9]+$/.test(value)) throw new NixError(`URL '${url.text}' has invalid parameter '${name}'`);
  return Number(value);
}

function pathRef(url: Url): Map<string, FlakeRefValue> {
  if (url.authority !== undefined && url.authority !== '')
    throw new NixError(`path URL '${url.text}' should not have an authority ('${url.authority}')`);
  const ref = new Map<string, FlakeRefValue>([
    ['type', 'path'],
    ['path', decode(url.path)],
  ]);
  for (const [name, value] of url.query) {
    if (!['rev', 'narHash', 'revCount', 'lastModified'].includes(name))
      throw new NixError(`path URL '${url.text}' has unsupported parameter '${name}'`);
    ref.set(name, typedValue(name, value, url));
  }
  return ref;
}

/** Queries of Git URLs that are attributes; all others stay in the URL. */
const GIT_TEXTS = new Set(['ref', 'rev', 'keytype', 'publicKey', 'publicKeys']);
const GIT_FLAGS = new Set(['shallow', 'submodules', 'lfs', 'exportIgnore', 'allRefs', 'verifyCommit']);

function plainUrl(url: Url, scheme: string, query: readonly (readonly [string, string])[]): string {
  const authority = url.authority === undefined ? '' : `//${url.authority}`;
  return `${scheme}:${authority}${url.path}${encodeQuery(query)}`;
}

function repositoryRef(url: Url, type: 'git' | 'hg'): Map<string, FlakeRefValue> {
  const ref = new Map<string, FlakeRefValue>([['type', type]]);
  const kept: [string, string][] = [];
  for (const [name, value] of url.query) {
    if (name === 'rev') setRevision(ref, value);
    else if (type === 'git' ? GIT_TEXTS.has(name) : name === 'ref') ref.set(name, value);
    else if (type === 'git' && GIT_FLAGS.has(name)) ref.set(name, value === '1');
    else kept.push([name, value]);
  }
  ref.set('url', plainUrl(url, url.scheme.replace(/^(git|hg)\+/, ''), kept));
  return ref;
}

/** Queries of archive URLs that are attributes. */
const ARCHIVE_ATTRIBUTES = new Set(['narHash', 'rev', 'revCount', 'lastModified']);
/** Queries that Nix takes out of the address without a use for them. */
const ARCHIVE_IGNORED = new Set(['url', 'name', 'unpack']);

function archiveRef(url: Url, type: 'tarball' | 'file'): Map<string, FlakeRefValue> {
  const ref = new Map<string, FlakeRefValue>([['type', type]]);
  const kept: [string, string][] = [];
  for (const [name, value] of url.query) {
    if (ARCHIVE_ATTRIBUTES.has(name)) ref.set(name, typedValue(name, value, url));
    else if (!ARCHIVE_IGNORED.has(name)) kept.push([name, value]);
  }
  ref.set('url', plainUrl(url, url.scheme.replace(/^(tarball|file)\+/, ''), kept));
  return ref;
}

function refOfUrl(url: Url): Map<string, FlakeRefValue> | undefined {
  const { scheme } = url;
  if (FORGES.has(scheme)) return forgeRef(url);
  if (scheme === 'flake') return indirectRef(url);
  if (scheme === 'path') return pathRef(url);
  if (GIT_TRANSPORTS.has(scheme)) return repositoryRef(url, 'git');
  if (HG_TRANSPORTS.has(scheme)) return repositoryRef(url, 'hg');
  if (/^tarball\+(https?|file)$/.test(scheme)) return archiveRef(url, 'tarball');
  if (/^file\+(https?|file)$/.test(scheme)) return archiveRef(url, 'file');
  // A flake is a folder: what a plain address leads to must be an archive of one, whatever its name.
  if (/^(https?|file)$/.test(scheme)) return archiveRef(url, 'tarball');
  return undefined;
}

function withDirectory(url: Url): FlakeRef {
  const query = new Map(url.query);
  const directory = query.get('dir');
  query.delete('dir');
  const ref = refOfUrl({ ...url, query });
  if (ref === undefined) throw new NixError(`input '${url.text}' is unsupported`);
  if (directory !== undefined && directory !== '') ref.set('dir', directory);
  return ref;
}

/** The attributes of a flake reference. Throws Nix's errors. */
export function parseFlakeRef(text: string): FlakeRef {
  const noFragment = (fragment: string | undefined): void => {
    if (fragment !== undefined && fragment !== '')
      throw new NixError(`unexpected fragment '${fragment}' in flake reference '${text}'`);
  };
  const short = /^([a-zA-Z][a-zA-Z0-9_-]*(?:\/[a-zA-Z0-9@][a-zA-Z0-9_./@+-]*)?)(?:#(.*))?$/s.exec(text);
  if (short?.[1] !== undefined) {
    noFragment(short[2]);
    return indirectRef({ text, scheme: 'flake', authority: undefined, path: short[1], query: new Map() });
  }
  const parts = URL_PARTS.exec(text);
  if (parts !== null) {
    const [, scheme = '', authority, path = '', query = '', fragment] = parts;
    noFragment(fragment);
    return withDirectory({ text, scheme, authority, path, query: parseQuery(query) });
  }
  const [, path = '', query = '', fragment] = PATH_PARTS.exec(text) ?? [];
  noFragment(fragment);
  if (!path.startsWith('/')) throw notAReference(text);
  return withDirectory({ text, scheme: 'path', authority: undefined, path, query: parseQuery(query) });
}

/** A text attribute that a reference of this type must have. */
function textOf(ref: FlakeRef, name: string): string {
  const v = ref.get(name);
  if (v === undefined) throw new NixError(`input attribute '${name}' is missing`);
  if (typeof v !== 'string') throw new NixError(`input attribute '${name}' is not a string`);
  return v;
}

function optionalText(ref: FlakeRef, name: string): string | undefined {
  return ref.has(name) ? textOf(ref, name) : undefined;
}

function queryOf(ref: FlakeRef, names: readonly string[]): [string, string][] {
  return names.flatMap((name): [string, string][] => {
    const v = ref.get(name);
    if (v === undefined || v === false) return [];
    return [[name, v === true ? '1' : String(v)]];
  });
}

/** Attributes that each type of reference may have beside `type` and `dir`. */
const ATTRIBUTES: Readonly<Record<string, readonly string[]>> = {
  indirect: ['id', 'ref', 'rev', 'narHash'],
  path: ['path', 'rev', 'revCount', 'lastModified', 'narHash'],
  git: [
    'url',
    'ref',
    'rev',
    'revCount',
    'lastModified',
    'narHash',
    'name',
    'dirtyRev',
    'dirtyShortRev',
    ...GIT_TEXTS,
    ...GIT_FLAGS,
  ],
  hg: ['url', 'ref', 'rev', 'revCount', 'narHash', 'name'],
  tarball: ['url', 'narHash', 'name', 'unpack', 'rev', 'revCount', 'lastModified'],
  file: ['url', 'narHash', 'name', 'unpack', 'rev', 'revCount', 'lastModified'],
  ...Object.fromEntries(
    [...FORGES].map((type) => [type, ['owner', 'repo', 'ref', 'rev', 'narHash', 'lastModified', 'host', 'treeHash']]),
  ),
};

function addToUrl(url: string, added: readonly (readonly [string, string])[]): string {
  if (added.length === 0) return url;
  const [base = '', query = ''] = url.split(/\?(.*)/s);
  return base + encodeQuery([...parseQuery(query), ...added]);
}

/** A reference as a URL. Throws Nix's errors for attributes that do not make one. */
export function flakeRefToString(ref: FlakeRef): string {
  const type = textOf(ref, 'type');
  const allowed = Object.hasOwn(ATTRIBUTES, type) ? ATTRIBUTES[type] : undefined;
  if (allowed === undefined) throw new NixError(`input '${type}' is unsupported`);
  for (const name of ref.keys())
    if (name !== 'type' && name !== 'dir' && !allowed.includes(name))
      throw new NixError(`input attribute '${name}' not supported by scheme '${type}'`);
  const dir = queryOf(ref, ['dir']);
  const version = [optionalText(ref, 'ref'), optionalText(ref, 'rev')].filter((v) => v !== undefined);
  switch (type) {
    case 'indirect':
      return `flake:${encodePath([textOf(ref, 'id'), ...version].join('/'))}${encodeQuery(dir)}`;
    case 'path':
      return `path:${encodePath(textOf(ref, 'path'))}${encodeQuery([...dir, ...queryOf(ref, ['rev', 'revCount', 'lastModified', 'narHash'])])}`;
    case 'git':
    case 'hg': {
      const url = textOf(ref, 'url');
      const scheme = url.startsWith('git:') ? url : `${type}+${url}`;
      const names =
        type === 'git'
          ? ['ref', 'rev', 'shallow', 'lfs', 'submodules', 'exportIgnore', 'verifyCommit']
          : ['ref', 'rev'];
      return addToUrl(scheme, [...dir, ...queryOf(ref, names)]);
    }
    case 'tarball':
    case 'file':
      return addToUrl(textOf(ref, 'url'), [...dir, ...queryOf(ref, ['narHash'])]);
    default: {
      if (version.length > 1) throw new NixError('input has both a commit hash and a branch/tag name');
      // A slash in the owner (a group within a group) must not look like the next part.
      const names = ['owner', 'repo'].map((name) => encodePath(textOf(ref, name)).replaceAll('/', '%2F'));
      const path = [...names, ...version.map(encodePath)].join('/');
      return `${type}:${path}${encodeQuery([...dir, ...queryOf(ref, ['host', 'narHash'])])}`;
    }
  }
}
