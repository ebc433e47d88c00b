// Packages and paths.
import { attrsOf as attrsetOf, getAttr } from '../../evaluator/attrs';
import { call } from '../../evaluator/call';
import { coerceToString, forceBool } from '../../evaluator/coerce';
import { UnknownSignal } from '../../evaluator/errors';
import { equal } from '../../evaluator/operators';
import { contextOfString, isString } from '../../evaluator/strings';
import { Attrs, NixPath, force, type Lazy, type Value } from '../../evaluator/values';
import { baseLib } from '../../nixpkgs-lib/index';
import { isStringLike } from '../../nixpkgs-lib/string-escape';
import { attrOr, isDerivationValue, known, select, thrown } from '../../nixpkgs-lib/support';
import { knownStart } from '../../nixpkgs-lib/text';
import { alterType, makeType, mergeEqual, mergeOne } from '../make-type';
import type { OptionType, TypeFunctor } from '../option-type';
import { attrs } from './attribute-sets';
import { unique } from './choices';
import { addCheck } from './coerced';

function libTest(name: string, v: Lazy): boolean {
  return forceBool(call(select(baseLib, name), v));
}

/** A derivation, or a store path itself. */
export const packageType: OptionType = makeType({
  name: 'package',
  descriptionClass: 'noun',
  check: (v) => isDerivationValue(force(v)) || libTest('isStorePath', v),
  merge: (loc, definitions) => {
    const v = mergeOne(loc, definitions);
    const isPlainText = isString(v) && contextOfString(v).size === 0;
    return v instanceof NixPath || isPlainText ? call(select(baseLib, 'toDerivation'), v) : v;
  },
});

export const shellPackage: OptionType = alterType(packageType, {
  check: (lazyValue) => {
    const v = force(lazyValue);
    return isDerivationValue(v) && v instanceof Attrs && getAttr(v, 'shellPath') !== undefined;
  },
});

export const pkgs: OptionType = addCheck(
  alterType(unique('A Nixpkgs pkgs set can not be merged with another pkgs set.', attrs), {
    name: 'pkgs',
    descriptionClass: 'noun',
    description: 'Nixpkgs package set',
  }),
  (v) => {
    const tag = attrOr(force(v), '_type');
    return tag !== undefined && known(equal(force(tag), 'pkgs'));
  },
);

interface PathParameters {
  readonly inStore: boolean | null;
  readonly absolute: boolean | null;
}

/** What a path in the store begins with, as lib.path.hasStorePathPrefix has it; the second form is a placeholder's. */
const STORE_PREFIX = /^(\/nix\/store\/[^/]{32}-[^/]+|\/[0-9a-z]{52})(\/|$)/;

/** What the text of a path begins with; signals when its beginning is unknown. */
function beginning(v: Value): string {
  const text = v instanceof NixPath ? v.path : coerceToString(v, { more: true });
  const start = knownStart(text);
  if (typeof text !== 'string' && start === '') {
    const [hole] = text.holes;
    if (hole !== undefined) throw new UnknownSignal(hole.unknown);
  }
  return start;
}

function isInStore(v: Value): boolean {
  return STORE_PREFIX.test(`/${beginning(v)}`.replace(/\/+/g, '/'));
}

function isAbsolute(v: Value): boolean {
  return isDerivationValue(v) || beginning(v).startsWith('/');
}

function isPathLike(lazyValue: Lazy, { inStore, absolute }: PathParameters): boolean {
  const v = force(lazyValue);
  // What must stay out of the store may not be a path value, which could be copied there later.
  if (inStore === false ? !isString(v) : !isStringLike(v)) return false;
  return (inStore === null || inStore === isInStore(v)) && (absolute === null || absolute === isAbsolute(v));
}

/** File paths; `null` leaves a question open. Throws when both answers exclude each other. */
export function pathWith(parameters: PathParameters): OptionType {
  const { inStore, absolute } = parameters;
  if (inStore === true && absolute === false) throw thrown('In pathWith, inStore means the path must be absolute');
  const payload = attrsetOf({ inStore, absolute });
  const functor: TypeFunctor = {
    name: 'path',
    payload,
    make: (p) => pathWith(pathParameters(p)),
    join: (a, b) => (known(equal(a, b)) ? a : undefined),
  };
  const kind = absolute === null ? '' : absolute ? 'absolute ' : 'relative ';
  const place = inStore === null ? '' : inStore ? ' in the Nix store' : ' not in the Nix store';
  return makeType({
    name: 'path',
    description: `${kind}path${place}`,
    descriptionClass: 'noun',
    check: (v) => isPathLike(v, parameters),
    merge: mergeEqual,
    functor,
  });
}

/** The parameters of `pathWith { inStore ? null; absolute ? null; }`. */
export function pathParameters(attrs: Attrs): PathParameters {
  const flag = (name: string): boolean | null => {
    const v = force(getAttr(attrs, name) ?? null);
    return v === null ? null : forceBool(v);
  };
  return { inStore: flag('inStore'), absolute: flag('absolute') };
}

export const path: OptionType = pathWith({ inStore: null, absolute: true });
export const pathInStore: OptionType = pathWith({ inStore: true, absolute: null });
export const externalPath: OptionType = pathWith({ inStore: false, absolute: true });
