// nixpkgs' lib/meta.nix: a package's metadata, priorities, platforms, programs and licences.
import { attrsOf, getAttr, mapValues, updateAttrs, orIfMissing } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { call } from '../evaluator/call';
import { forceAttrs, forceList, forceString, forceText } from '../evaluator/coerce';
import { equal, selectAttr } from '../evaluator/operators';
import { isString, textOf, concatStrings } from '../evaluator/strings';
import { Attrs, Unknown, force, typeOf, type Lazy, type Value } from '../evaluator/values';
import { getOutput } from './attrsets';
import { matches } from './attr-paths';
import { licensesBySpdxId, licensesSpdx } from './licenses';
import { nixIdentifier } from './nix-syntax';
import {
  attrOr,
  callBuiltin,
  functions,
  interpolated,
  isDerivationValue,
  known,
  later,
  select,
  single,
  thrown,
  warn,
  type LibTable,
} from './support';

/** `drv // { meta = drv.meta // newAttrs; }`, through `overrideAttrs` where the package has it. */
function addMeta(newAttrs: Lazy, drv: Lazy): Value {
  const v = force(drv);
  if (v instanceof Unknown) return v;
  const attrs = forceAttrs(v);
  const withMeta = (old: Attrs): Attrs =>
    single(
      'meta',
      later(() => updateAttrs(forceAttrs(orIfMissing(getAttr(old, 'meta'), attrsOf({}))), forceAttrs(newAttrs))),
    );
  const override = getAttr(attrs, 'overrideAttrs');
  if (override !== undefined)
    return call(
      force(override),
      primOp('addMetaAttrs', 1, (old) => withMeta(forceAttrs(old))),
    );
  return updateAttrs(attrs, withMeta(attrs));
}

const prioritised = (priority: Lazy, drv: Lazy): Value => addMeta(attrsOf({ priority }), drv);

function onDerivations(f: (drv: Lazy) => Value, set: Lazy): Value {
  return mapValues(forceAttrs(set), (_, v) =>
    later(() => {
      const value = force(v);
      return isDerivationValue(value) ? f(value) : value;
    }),
  );
}

/** `drv // { name = …; }`. */
function renamed(drv: Lazy, name: (old: Lazy) => Value): Value {
  const attrs = forceAttrs(drv);
  return updateAttrs(
    attrs,
    single(
      'name',
      later(() => name(later(() => select(attrs, 'name')))),
    ),
  );
}

function appendToName(suffix: Lazy, drv: Lazy): Value {
  return renamed(drv, (old) => {
    const parsed = callBuiltin('parseDrvName', old);
    return concatStrings(
      interpolated(select(parsed, 'name')),
      '-',
      interpolated(suffix),
      '-',
      interpolated(select(parsed, 'version')),
    );
  });
}

/** Whether a platform (`pkgs.stdenv.hostPlatform`) is one that `meta.platforms` names. */
function platformMatches(platform: Lazy, elem: Lazy): boolean {
  const p = force(platform);
  const e = known(force(elem));
  if (isString(e)) {
    const system = attrOr(known(p), 'system');
    return system !== undefined && known(equal(e, force(system)));
  }
  return matches(attrOr(e, 'parsed') === undefined ? attrsOf({ parsed: e }) : e, p);
}

function availableOn(platform: Lazy, pkg: Lazy): boolean {
  const meta = attrOr(forceAttrs(pkg), 'meta');
  const list = (name: string): readonly Lazy[] | undefined => {
    const found = meta === undefined ? undefined : attrOr(force(meta), name);
    return found === undefined ? undefined : forceList(found);
  };
  const platforms = list('platforms');
  if (platforms !== undefined && !platforms.some((p) => platformMatches(platform, p))) return false;
  return !(list('badPlatforms') ?? []).some((p) => platformMatches(platform, p));
}

/** `<package>/bin/<program>`. */
function programPath(pkg: Lazy, program: Lazy): Value {
  const x = force(pkg);
  if (!(x instanceof Unknown) && !isDerivationValue(x))
    throw thrown(
      `lib.meta.getExe': The first argument is of type ${typeOf(x)}, but it should be a derivation instead.`,
    );
  const y = force(program);
  if (!(y instanceof Unknown) && !isString(y))
    throw thrown(`lib.meta.getExe': The second argument is of type ${typeOf(y)}, but it should be a string instead.`);
  const name = interpolated(y);
  if (typeof name === 'string' && name.includes('/'))
    throw thrown(
      `lib.meta.getExe': The second argument "${name}" is a nested path with a "/" character, but it should just be the name of the executable instead.`,
    );
  return concatStrings(interpolated(getOutput('bin', x)), '/bin/', name);
}

/** `drv.meta.name or drv.pname or drv.name` for a message. */
function shownName(attrs: Attrs): string {
  const meta = getAttr(attrs, 'meta');
  const name =
    (meta === undefined ? undefined : attrOr(force(meta), 'name')) ??
    orIfMissing(
      getAttr(attrs, 'pname'),
      later(() => select(attrs, 'name')),
    );
  return nixIdentifier(textOf(forceString(name)));
}

function getName(attrs: Attrs): Value {
  const pname = getAttr(attrs, 'pname');
  return pname === undefined ? select(callBuiltin('parseDrvName', select(attrs, 'name')), 'name') : force(pname);
}

/** `getExe pkg`: the main program; a package that is not known has one, whatever its name. */
function mainProgram(pkg: Lazy): Value {
  const x = force(pkg);
  if (x instanceof Unknown) {
    const expression = /\s/.test(x.expression) ? `(${x.expression})` : x.expression;
    return x.shown === undefined
      ? new Unknown(`lib.getExe ${expression}`, x.reason, x.at, 'string')
      : programPath(x, new Unknown(`${expression}.meta.mainProgram`, x.reason, x.at, 'string'));
  }
  const attrs = x instanceof Attrs ? x : undefined;
  const meta = attrs === undefined ? undefined : getAttr(attrs, 'meta');
  const facts = meta === undefined ? null : force(meta);
  const named = facts instanceof Unknown ? selectAttr(facts, 'mainProgram') : attrOr(facts, 'mainProgram');
  if (named !== undefined) return programPath(x, named);
  // What is no package at all is refused before its name is looked at.
  if (attrs === undefined || !isDerivationValue(attrs)) return programPath(x, '');
  warn(
    `getExe: Package ${shownName(attrs)} does not have the meta.mainProgram attribute. We'll assume that the main program has the same name for now, but this behavior is deprecated, because it leads to surprising errors when the assumption does not hold. If the package has a main program, please set \`meta.mainProgram\` in its definition to make this warning go away. Otherwise, if the package does not have a main program, or if you don't control its definition, use getExe' to specify the name to the program, such as lib.getExe' foo "bar".`,
  );
  return programPath(attrs, getName(attrs));
}

/** The licence with an SPDX identifier; one that is not embedded may exist all the same. */
function license(id: Lazy): Value {
  const text = forceText(id);
  return (
    licensesBySpdxId.get(text.toLowerCase()) ??
    new Unknown(`lib.getLicenseFromSpdxId "${text}"`, 'only the most common licences are embedded')
  );
}

const CPE_VERSION = /^([0-9]+\.[0-9]+)\.([0-9]+)$/;

function cpePatch(vendor: Lazy, version: Lazy): Value {
  const text = textOf(interpolated(version));
  const match = CPE_VERSION.exec(text);
  if (match === null)
    return attrsOf({
      success: false,
      error: `version ${text} doesn't match regex \`([0-9]+\\.[0-9]+)\\.([0-9]+)\``,
    });
  const value = attrsOf({ vendor, version: match[1] as string, update: match[2] as string });
  return attrsOf({ success: true, value });
}

function cpePatchOrThrow(vendor: Lazy, version: Lazy): Value {
  const result = forceAttrs(cpePatch(vendor, version));
  if (force(getAttr(result, 'success') as Lazy) === true) return select(result, 'value');
  throw thrown(textOf(forceString(select(result, 'error'))));
}

export const meta: LibTable = {
  defaultPriority: 5,
  licensesSpdx,
  ...functions({
    addMetaAttrs: [2, addMeta],
    dontDistribute: [1, (drv) => addMeta(attrsOf({ hydraPlatforms: [] }), drv)],
    setName: [2, (name, drv) => updateAttrs(forceAttrs(drv), single('name', name))],
    updateName: [2, (updater, drv) => renamed(drv, (old) => call(force(updater), old))],
    appendToName: [2, appendToName],
    mapDerivationAttrset: [2, (f, set) => onDerivations((drv) => call(force(f), drv), set)],
    setPrio: [2, prioritised],
    lowPrio: [1, (drv) => prioritised(10, drv)],
    hiPrio: [1, (drv) => prioritised(-10, drv)],
    lowPrioSet: [1, (set) => onDerivations((drv) => prioritised(10, drv), set)],
    hiPrioSet: [1, (set) => onDerivations((drv) => prioritised(-10, drv), set)],
    platformMatch: [2, platformMatches],
    availableOn: [2, availableOn],
    getLicenseFromSpdxId: [1, license],
    getLicenseFromSpdxIdOr: [2, (id) => license(id)],
    getExe: [1, mainProgram],
    "getExe'": [2, programPath],
    cpeFullVersionWithVendor: [2, (vendor, version) => attrsOf({ vendor, version, update: '*' })],
    tryCPEPatchVersionInUpdateWithVendor: [2, cpePatch],
    cpePatchVersionInUpdateWithVendor: [2, cpePatchOrThrow],
  }),
};
