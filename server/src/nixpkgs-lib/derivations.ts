// nixpkgs' lib/derivations.nix.
import { attrPosition, attrsOf, filterAttrs, getAttr, mapValues, updateAttrs, orIfMissing } from '../evaluator/attrs';
import { forceAttrs, forceBool, forceList, forceText } from '../evaluator/coerce';
import { equal } from '../evaluator/operators';
import { lineAndColumn } from '../evaluator/position';
import { isString, textOf } from '../evaluator/strings';
import { Unknown, force, type Attrs, type Lazy, type Value } from '../evaluator/values';
import { toPretty } from './pretty';
import {
  attrOr,
  functions,
  ifUnknown,
  inherited,
  interpolated,
  isDerivationValue,
  later,
  select,
  takeFormals,
  thrown,
  warn,
  withFormals,
  type LibTable,
} from './support';

const LAZY = { derivation: false, meta: true, passthru: true, outputs: true } as const;

function outputsMismatch(args: Attrs, drv: Attrs, assumed: Lazy): never {
  const name = attrOr(drv, 'name');
  const at = attrPosition(args, 'outputs');
  const place = at === undefined ? undefined : lineAndColumn(at);
  const where =
    at === undefined || place === undefined ? '' : `,\n    at ${at.source.path}:${place.line}:${place.column}`;
  const drvMeta = attrOr(drv, 'meta');
  const position = drvMeta === undefined ? undefined : attrOr(force(drvMeta), 'position');
  const positionValue = position === undefined ? null : force(position);
  const defined = isString(positionValue) ? `,\n    defined at ${textOf(positionValue)}` : '';
  const list = (v: Lazy): string => toPretty(v, { multiline: false });
  throw thrown(`lib.lazyDerivation: The derivation ${name === undefined ? '<unknown>' : textOf(interpolated(name))} has outputs that don't match the assumed outputs.

Assumed outputs passed to lazyDerivation${where}:
    ${list(assumed)};

Actual outputs of the derivation${defined}:
    ${list(getAttr(drv, 'outputs') ?? null)}

If the outputs are known ahead of evaluating the derivation,
then update the lazyDerivation call to match the actual outputs, in the same order.
If lazyDerivation is passed a literal value, just change it to the actual outputs.
As a result it will work as before / as intended.

Otherwise, when the outputs are dynamic and can't be known ahead of time, it won't
be possible to add laziness, but lib.lazyDerivation may still be useful for trimming
the attributes.
If you want to keep trimming the attributes, make sure that the package is in a
variable (don't evaluate it twice!) and pass the variable and its outputs attribute
to lib.lazyDerivation. This largely defeats laziness, but keeps the trimming.
If none of the above works for you, replace the lib.lazyDerivation call by the
expression in the derivation argument.
`);
}

/** `lazyDerivation`: a package's attributes without looking at the package before one is used. */
function lazyDerivation(arg: Lazy): Value {
  const args = takeFormals('lazyDerivation', arg, LAZY);
  const outputs: Lazy = orIfMissing(getAttr(args, 'outputs'), ['out']);
  const checked = later(() => {
    const drv = force(getAttr(args, 'derivation') as Lazy);
    if (drv instanceof Unknown) return drv;
    if (!isDerivationValue(drv)) throw thrown('lazyDerivation: input must be a derivation.');
    const attrs = forceAttrs(drv);
    if (equal(select(attrs, 'outputs'), force(outputs)) === false) outputsMismatch(args, attrs, outputs);
    return attrs;
  });
  const from = (name: string): Lazy => later(() => select(checked, name));
  const record: Record<string, Lazy> = {
    type: 'derivation',
    outputs,
    meta: orIfMissing(getAttr(args, 'meta'), from('meta')),
  };
  for (const name of ['outPath', 'outputName', 'drvPath', 'name', 'system']) record[name] = from(name);
  for (const output of forceList(outputs)) record[forceText(output)] = from(forceText(output));
  return updateAttrs(attrsOf(record), forceAttrs(orIfMissing(getAttr(args, 'passthru'), attrsOf({}))));
}

const QUIET = new Set(['meta', 'name', 'type', 'outputName']);

function warnOnInstantiate(message: Lazy, drv: Lazy): Value {
  const attrs = forceAttrs(drv);
  const warning = mapValues(
    filterAttrs(attrs, (name) => !QUIET.has(name)),
    (_, value) =>
      later(() => {
        warn(interpolated(message));
        return force(value);
      }),
  );
  return updateAttrs(attrs, warning);
}

export const derivations: LibTable = {
  ...inherited(['addDrvOutputDependencies', 'unsafeDiscardOutputDependency']),
  lazyDerivation: withFormals('lazyDerivation', LAZY, 1, lazyDerivation),
  ...functions({
    optionalDrvAttr: [
      2,
      (cond, value) => {
        const c = force(cond);
        return ifUnknown('optionalDrvAttr', c, [value, null]) ?? (forceBool(c) ? force(value) : null);
      },
    ],
    warnOnInstantiate: [2, warnOnInstantiate],
  }),
};
