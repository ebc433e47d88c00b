// Names that nixpkgs dropped before June 2026 and that configurations for NixOS 22.11 to 25.11 still use.
import { attrsOf } from '../evaluator/attrs';
import { force, type Lazy } from '../evaluator/values';
import { primOp } from '../evaluator/builtins/primop';
import { functions, type LibTable } from './support';

/** `lib.options.mdDoc text` and the like, which only marked a documentation's language. */
const markup = (name: string): Lazy => primOp(name, 1, (text) => force(text));

/** Old names of library functions, with the part and the name that they have now. */
const RENAMED: Readonly<Record<string, readonly [part: string, name: string]>> = {
  mapAttrsFlatten: ['attrsets', 'mapAttrsToList'],
  zipWithNames: ['attrsets', 'zipAttrsWithNames'],
  zip: ['attrsets', 'zipAttrsWith'],
  cartesianProductOfSets: ['attrsets', 'cartesianProduct'],
  replaceChars: ['strings', 'replaceStrings'],
  toHex: ['trivial', 'toHexString'],
  toBase: ['trivial', 'toBaseDigits'],
};

const PARTS_OF_RENAMED: Readonly<Record<string, readonly string[]>> = {
  attrsets: ['zipWithNames', 'zip', 'cartesianProductOfSets'],
  strings: ['replaceChars'],
  misc: ['mapAttrsFlatten'],
};

/** Additions to the parts of the library; the key `''` is `lib` itself. */
export function legacyNames(parts: Readonly<Record<string, LibTable>>): Readonly<Record<string, LibTable>> {
  const renamed = (name: string): Lazy | undefined => {
    const [part, current] = RENAMED[name] as readonly [string, string];
    return parts[part]?.[current];
  };
  const table = (names: readonly string[]): LibTable => {
    const out: Record<string, Lazy> = {};
    for (const name of names) {
      const value = renamed(name);
      if (value !== undefined) out[name] = value;
    }
    return out;
  };
  const docs: LibTable = {
    mdDoc: markup('mdDoc'),
    ...functions({
      literalDocBook: [1, (text) => attrsOf({ _type: 'literalDocBook', text })],
      literalExample: [1, (text) => attrsOf({ _type: 'literalExpression', text })],
    }),
  };
  const { readPathsFromFile } = parts['strings'] ?? {};
  return {
    '': {
      ...table(Object.keys(RENAMED)),
      ...docs,
      ...(readPathsFromFile === undefined ? {} : { readPathsFromFile }),
    },
    options: docs,
    ...Object.fromEntries(Object.entries(PARTS_OF_RENAMED).map(([part, names]) => [part, table(names)])),
  };
}
