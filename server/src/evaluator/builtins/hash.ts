// Builtins that hash, and that turn hashes from one notation into another.
import { getAttr } from '../attrs';
import { forceAttrs, forceText, forceTextNoContext } from '../coerce';
import { coerceToPath, resolveLinks } from '../coerce-path';
import { NixError, UnknownSignal } from '../errors';
import { formatHash, hashBytes, isHashAlgorithm, parseHash, parseHashAlgorithm, toHex } from '../hash';
import type { HashAlgorithm, HashFormat } from '../hash';
import { UnreadableFile } from '../nar';
import { session } from '../session';
import { hasUnknownHash, unreadableError } from '../store';
import { storeFiles } from '../store-files';
import { encodeUtf8 } from '../strings';
import type { Attrs } from '../values';
import { Unknown, type Lazy, type Value } from '../values';
import { primOps, type BuiltinTable } from './primop';

function forceAlgorithm(v: Lazy): HashAlgorithm {
  const name = forceTextNoContext(v);
  if (isHashAlgorithm(name)) return name;
  throw new NixError(`unknown hash algorithm '${name}'`);
}

function hashString(algorithm: Lazy, v: Lazy): Value {
  const name = forceAlgorithm(algorithm);
  const text = forceText(v);
  if (hasUnknownHash(text))
    throw new UnknownSignal(
      new Unknown(`builtins.hashString "${name}" …`, 'the text holds a store path whose hash is not known here'),
    );
  return toHex(hashBytes(name, encodeUtf8(text)).bytes);
}

function hashFile(algorithm: Lazy, file: Lazy): Value {
  const name = forceAlgorithm(algorithm);
  const { path } = coerceToPath(file);
  const real = resolveLinks(path.path);
  const { tolerant } = session();
  const files = storeFiles();
  const kind = files.kind(real);
  if ('ok' in kind && kind.ok === 'directory') throw new NixError(`reading file '${path.path}': Is a directory`);
  const data = files.readFile(real);
  if ('ok' in data) return toHex(hashBytes(name, data.ok).bytes);
  if (tolerant && data.problem === 'denied')
    return new Unknown(
      `builtins.hashFile "${name}" ${path.path}`,
      `${path.path} lies outside the folders that may be read`,
    );
  if (data.problem === 'missing') throw new NixError(`opening file '${path.path}': No such file or directory`);
  throw unreadableError(new UnreadableFile(path.path, data.problem));
}

const FORMATS: Readonly<Record<string, HashFormat>> = {
  base16: 'base16',
  nix32: 'nix32',
  base32: 'nix32',
  base64: 'base64',
  sri: 'sri',
};

function forceFormat(v: Lazy): HashFormat {
  const name = forceTextNoContext(v);
  const format = Object.hasOwn(FORMATS, name) ? FORMATS[name] : undefined;
  if (format === undefined)
    throw new NixError(`unknown hash format '${name}', expect 'base16', 'base32', 'base64', or 'sri'`);
  return format;
}

function required(attrs: Attrs, name: string): Lazy {
  const v = getAttr(attrs, name);
  if (v === undefined) throw new NixError(`attribute '${name}' missing`);
  return v;
}

function convertHash(v: Lazy): Value {
  const attrs = forceAttrs(v);
  const text = forceTextNoContext(required(attrs, 'hash'));
  const algorithm = getAttr(attrs, 'hashAlgo');
  const expected = algorithm === undefined ? undefined : parseHashAlgorithm(forceTextNoContext(algorithm));
  const format = forceFormat(required(attrs, 'toHashFormat'));
  return formatHash(parseHash(text, expected), format);
}

export const hashBuiltins: BuiltinTable = primOps({
  hashString: [2, hashString],
  hashFile: [2, hashFile],
  convertHash: [1, convertHash],
});
