// nixpkgs' lib/fetchers.nix: the different names that hashes have.
import { attrNames, attrsOf, filterAttrs, getAttr, updateAttrs, orIfMissing } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs, forceBool, forceClosedAttrs, forceList, forceText } from '../evaluator/coerce';
import { force, type Attrs, type Lazy, type Value } from '../evaluator/values';
import { FAKE_HASHES } from './fake-hashes';
import { functionArgsOf, setFunctionArgs } from './function-args';
import { assertTrue, later, own, sameValue, select, takeFormals, thrown, withFormals, type LibTable } from './support';

const NORMALIZE = { hashTypes: true, required: true } as const;

/** Proxy settings and certificates, which fetchers take over from the environment. */
const PROXY_VARIABLES = [
  ...['http_proxy', 'https_proxy', 'ftp_proxy', 'all_proxy', 'no_proxy'],
  ...['HTTP_PROXY', 'HTTPS_PROXY', 'FTP_PROXY', 'ALL_PROXY', 'NO_PROXY'],
  'NIX_SSL_CERT_FILE',
];

function hashNames(options: Attrs): ReadonlySet<string> {
  return new Set([
    'hash',
    ...forceList(orIfMissing(getAttr(options, 'hashTypes'), ['sha256'])).map((t) => forceText(t)),
  ]);
}

/** `args` with its one hash under `outputHash` and `outputHashAlgo`. */
function normalize(names: ReadonlySet<string>, required: boolean, lazyArgs: Lazy): Value {
  const args = forceClosedAttrs(lazyArgs);
  if (getAttr(args, 'outputHash') !== undefined) return args;
  const given = attrNames(args).filter((name) => names.has(name));
  const [name] = given;
  if (given.length > 1) throw thrown(`fetcher called with mutually-incompatible arguments: ${given.join(', ')}`);
  if (name === undefined) {
    if (required) throw thrown('fetcher called without `hash`');
    return args;
  }
  const outputHash = later(() => {
    const value = select(args, name);
    if (!sameValue(value, '')) return value;
    const fake = own(FAKE_HASHES, name);
    if (fake === undefined) throw thrown(`no “fake hash” defined for ${name}`);
    return fake;
  });
  return updateAttrs(
    filterAttrs(args, (n) => !names.has(n)),
    attrsOf({ outputHashAlgo: name === 'hash' ? null : name, outputHash }),
  );
}

function normalizeHash(lazyOptions: Lazy, args: Lazy): Value {
  const options = takeFormals('normalizeHash', lazyOptions, NORMALIZE);
  const required = getAttr(options, 'required');
  return normalize(hashNames(options), required === undefined || forceBool(required), args);
}

function withNormalizedHash(lazyOptions: Lazy, fetcher: Lazy): Value {
  const names = hashNames(takeFormals('withNormalizedHash', lazyOptions, { hashTypes: true }));
  const formals = functionArgsOf(force(fetcher));
  const outputHash = getAttr(formals, 'outputHash');
  assertTrue(
    outputHash !== undefined && getAttr(formals, 'outputHashAlgo') !== undefined,
    '((fArgs ? outputHash) && (fArgs ? outputHashAlgo))',
  );
  assertTrue(!attrNames(formals).some((name) => names.has(name)), '((intersectAttrs fArgs hashSet) == { })');
  const hash = outputHash as Lazy;
  return setFunctionArgs(
    primOp('fetcher', 1, (args) => call(force(fetcher), normalize(names, !forceBool(hash), args))),
    updateAttrs(
      filterAttrs(forceAttrs(formals), (name) => name !== 'outputHash' && name !== 'outputHashAlgo'),
      attrsOf({ hash }),
    ),
  );
}

export const fetchers: LibTable = {
  proxyImpureEnvVars: PROXY_VARIABLES,
  normalizeHash: withFormals('normalizeHash', NORMALIZE, 2, normalizeHash),
  withNormalizedHash: withFormals('withNormalizedHash', { hashTypes: true }, 2, withNormalizedHash),
};
