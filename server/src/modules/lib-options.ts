// `lib.options` as Nix code sees it.
import {
  EMPTY_ATTRS,
  attrValues,
  attrsOf,
  filterAttrs,
  getAttr,
  mapValues,
  updateAttrs,
  orIfMissing,
} from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call, call2 } from '../evaluator/call';
import { forceAttrs, forceBool, forceList, forceString } from '../evaluator/coerce';
import { addTrace } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { concatStrings, isString, joinStrings, textOf } from '../evaluator/strings';
import {
  Attrs,
  Unknown,
  force,
  isList,
  type Lazy,
  type NixString,
  type PrimOpImpl,
  type Value,
} from '../evaluator/values';
import { attrPathText } from '../nixpkgs-lib/nix-syntax';
import { prettyString } from '../nixpkgs-lib/pretty';
import {
  functions,
  interpolated,
  isDerivationValue,
  select,
  stringified,
  takeFormals,
  takingFormals,
  thrown,
  type FormalNames,
  type LibTable,
} from '../nixpkgs-lib/support';
import { definitionFromValue, showDefinitions, showOption } from './definition';
import { makeType, mergeDefault, mergeEqual, mergeOne, mergeUnique } from './make-type';
import { forceLoc, typeValue, type OptionType } from './option-type';
import { isOption } from './options';
import { nullOr } from './types/choices';
import { packageType } from './types/packages';
import { bool } from './types/simple';

type Table = Record<string, Lazy>;

const OPTION_FORMALS: FormalNames = {
  apply: true,
  default: true,
  defaultText: true,
  description: true,
  example: true,
  internal: true,
  readOnly: true,
  relatedPackages: true,
  type: true,
  visible: true,
};

const UNKNOWN_MODULE = '<unknown-file>';

/** `mkOption attrs`. */
export function mkOption(attrs: Attrs): Attrs {
  return updateAttrs(attrs, attrsOf({ _type: 'option' }));
}

function mkEnableOption(name: Lazy): Attrs {
  return mkOption(
    attrsOf({
      default: false,
      example: true,
      description: lazy(() => concatStrings('Whether to enable ', interpolated(name), '.')),
      type: typeValue(bool),
    }),
  );
}

function literal(tag: string, value: Lazy): Attrs {
  const v = force(value);
  if (!isString(v) && !(v instanceof Unknown)) throw thrown(`${tag} expects a string.`);
  return attrsOf({ _type: tag, text: v });
}

const PACKAGE_FORMALS: FormalNames = {
  default: true,
  example: true,
  extraDescription: true,
  nullable: true,
  pkgsText: true,
};

function mkPackageOption(pkgs: Lazy, lazyName: Lazy, arg: Lazy): Attrs {
  const args = takeFormals('mkPackageOption', arg, PACKAGE_FORMALS);
  const given = (name: string, fallback: Lazy): Value => force(orIfMissing(getAttr(args, name), fallback));
  const nullable = forceBool(given('nullable', false));
  const pkgsText = (): string | NixString => interpolated(given('pkgsText', 'pkgs'));
  const parts: Table = {
    description: lazy(() => {
      const v = force(lazyName);
      const name = interpolated(isList(v) ? (v[v.length - 1] as Lazy) : v);
      const extra = forceString(given('extraDescription', ''));
      return concatStrings('The ', name, ' package to use.', extra === '' ? '' : ' ', extra);
    }),
    type: lazy(() => typeValue(nullable ? nullOr(packageType) : packageType)),
  };
  const fallback = given('default', lazyName);
  if (fallback !== null) {
    const path = forceLoc(isList(fallback) ? fallback : [fallback]);
    parts['default'] = lazy(() => packageIn(force(pkgs), path, pkgsText));
    parts['defaultText'] = lazy(() => literal('literalExpression', concatStrings(pkgsText(), '.', attrPathText(path))));
  } else if (nullable) parts['default'] = null;
  const example = given('example', null);
  if (example !== null)
    parts['example'] = lazy(() =>
      literal(
        'literalExpression',
        isList(example) ? concatStrings(pkgsText(), '.', attrPathText(forceLoc(example))) : example,
      ),
    );
  return mkOption(attrsOf(parts));
}

function packageIn(pkgs: Value, path: readonly string[], pkgsText: () => string | NixString): Value {
  let at: Value = pkgs;
  for (const name of path) {
    if (at instanceof Unknown) return at;
    const next = at instanceof Attrs ? getAttr(at, name) : undefined;
    if (next === undefined) throw thrown(`${attrPathText(path)} cannot be found in ${textOf(pkgsText())}`);
    at = force(next);
  }
  return at;
}

const sink: OptionType = makeType({ name: 'sink', merge: () => false });

function mkSinkUndeclaredOptions(attrs: Attrs): Attrs {
  const sinkOption = attrsOf({
    internal: true,
    visible: false,
    default: false,
    description: 'Sink for option definitions.',
    type: typeValue(sink),
    apply: primOp('apply', 1, () => {
      throw thrown('Option value is not readable because the option is not declared.');
    }),
  });
  return mkOption(updateAttrs(sinkOption, attrs));
}

/** A merge function of TypeScript as one of Nix: `loc: defs: …`. */
function mergeFunction(merge: OptionType['merge']): readonly [arity: number, impl: PrimOpImpl] {
  return [2, (loc, defs) => merge(forceLoc(loc), forceList(defs).map(definitionFromValue))];
}

function mergeUniqueOption(args: Attrs, loc: Lazy, defs: Lazy): Value {
  const merge = getAttr(args, 'merge');
  const message = forceString(orIfMissing(getAttr(args, 'message'), ''));
  const own = merge === undefined ? undefined : (): Value => call2(force(merge), loc, defs);
  return mergeUnique(textOf(message), own)(forceLoc(loc), forceList(defs).map(definitionFromValue));
}

/** `catAttrs name list`. */
function collected(name: string, list: Lazy): Value {
  return forceList(list).flatMap((item) => {
    const v = getAttr(forceAttrs(item), name);
    return v === undefined ? [] : [v];
  });
}

function scrubOptionValue(lazyValue: Lazy): Value {
  const v = force(lazyValue);
  if (isDerivationValue(v)) {
    const name = lazy(() => select(v, 'name'));
    return attrsOf({ type: 'derivation', drvPath: name, outPath: name, name });
  }
  if (isList(v)) return v.map((item) => lazy(() => scrubOptionValue(item)));
  if (v instanceof Attrs)
    return mapValues(
      filterAttrs(v, (name) => name !== '_args'),
      (_, inner) => lazy(() => scrubOptionValue(inner)),
    );
  return v;
}

function renderOptionValue(lazyValue: Lazy): Value {
  const v = force(lazyValue);
  if (v instanceof Attrs && getAttr(v, '_type') !== undefined && getAttr(v, 'text') !== undefined) return v;
  return literal('literalExpression', prettyString(v, { multiline: true, allowPrettyValues: true }));
}

/** What the manual says of an option. */
function documentation(option: Attrs): Attrs {
  const part = (name: string, fallback: Lazy): Value => force(orIfMissing(getAttr(option, name), fallback));
  const name = showOption(forceLoc(part('loc', [])));
  const type = part('type', EMPTY_ATTRS);
  const docs: Table = {
    loc: part('loc', []),
    name,
    description: part('description', null),
    declarations: lazy(() => forceList(part('declarations', [])).filter((f) => force(f) !== UNKNOWN_MODULE)),
    internal: part('internal', false),
    visible: lazy(() => {
      const visible = part('visible', true);
      return typeof visible === 'boolean' ? visible : visible === 'shallow';
    }),
    readOnly: part('readOnly', false),
    type: type instanceof Attrs ? orIfMissing(getAttr(type, 'description'), 'unspecified') : 'unspecified',
  };
  const rendered = (what: string, value: Lazy): Lazy =>
    lazy(() => {
      try {
        return renderOptionValue(value);
      } catch (error) {
        throw addTrace(error, `while evaluating the ${what} of option \`${name}\``, undefined);
      }
    });
  const example = getAttr(option, 'example');
  if (example !== undefined) docs['example'] = rendered('example', example);
  const defaultText = getAttr(option, 'defaultText');
  const declared = getAttr(option, 'default');
  const fallback = defaultText ?? (declared === undefined ? emptyValueOf(type) : declared);
  if (fallback !== undefined) docs['default'] = rendered(defaultText ? 'defaultText' : 'default value', fallback);
  const related = part('relatedPackages', null);
  if (related !== null) docs['relatedPackages'] = related;
  return attrsOf(docs);
}

/** The value that stands for the default of types without submodules. */
function emptyValueOf(type: Value): Lazy | undefined {
  if (!(type instanceof Attrs)) return undefined;
  const empty = force(orIfMissing(getAttr(type, 'emptyValue'), EMPTY_ATTRS));
  if (!(empty instanceof Attrs) || force(getAttr(type, 'getSubModules') ?? null) !== null) return undefined;
  return getAttr(empty, 'value');
}

function optionDocs(tree: Lazy): Lazy[] {
  const v = force(tree);
  if (!isOption(v)) return attrValues(forceAttrs(v)).flatMap(optionDocs);
  const option = forceAttrs(v);
  const visible = force(orIfMissing(getAttr(option, 'visible'), true));
  const showsInner = typeof visible === 'boolean' ? visible : visible === 'transparent';
  return [documentation(option), ...(showsInner ? subOptionDocs(option) : [])];
}

function subOptionDocs(option: Attrs): Lazy[] {
  const getSubOptions = select(select(option, 'type'), 'getSubOptions');
  const inner = call(getSubOptions, orIfMissing(getAttr(option, 'loc'), []));
  return optionDocs(inner);
}

function showOptionWithDefLocs(option: Lazy): Value {
  const files = forceList(select(option, 'files')).map((f) => concatStrings('  - ', stringified(f)));
  const head = `${showOption(forceLoc(select(option, 'loc')))}, with values defined in:\n`;
  return concatStrings(head, joinStrings('\n', files), '\n');
}

function showFileList(files: Lazy): Value {
  const quoted = forceList(files).map((f) => concatStrings('`', interpolated(f), "'"));
  return joinStrings(' and ', quoted);
}

/** `lib.options`, by name. */
export function optionFunctions(): LibTable {
  return {
    ...functions({
      isOption: [1, (v) => isOption(v)],
      mkEnableOption: [1, mkEnableOption],
      mkPackageOption: [3, mkPackageOption],
      mkPackageOptionMD: [3, mkPackageOption],
      mkSinkUndeclaredOptions: [1, (a) => mkSinkUndeclaredOptions(forceAttrs(a))],
      getValues: [1, (list) => collected('value', list)],
      getFiles: [1, (list) => collected('file', list)],
      optionAttrSetToDocList: [1, optionDocs],
      "optionAttrSetToDocList'": [2, (_, options) => optionDocs(options)],
      scrubOptionValue: [1, scrubOptionValue],
      renderOptionValue: [1, renderOptionValue],
      literalExpression: [1, (v) => literal('literalExpression', v)],
      literalExample: [1, (v) => literal('literalExpression', v)],
      literalMD: [1, (v) => literal('literalMD', v)],
      literalCode: [
        2,
        (tag, v) => literal('literalMD', concatStrings('```', interpolated(tag), '\n', interpolated(v), '\n```\n')),
      ],
      showOption: [1, (loc) => showOption(forceLoc(loc))],
      showFiles: [1, showFileList],
      showDefs: [1, (defs) => showDefinitions(forceList(defs).map(definitionFromValue))],
      showOptionWithDefLocs: [1, showOptionWithDefLocs],
      mergeDefaultOption: mergeFunction(mergeDefault),
      mergeOneOption: mergeFunction(mergeOne),
      mergeEqualOption: mergeFunction(mergeEqual),
    }),
    mkOption: takingFormals('mkOption', OPTION_FORMALS, mkOption),
    mergeUniqueOption: takingFormals('mergeUniqueOption', { merge: true, message: false }, mergeUniqueOption, {
      arity: 3,
    }),
    unknownModule: UNKNOWN_MODULE,
  };
}
