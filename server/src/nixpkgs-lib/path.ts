// nixpkgs' lib/path: absolute paths and relative subpaths, kept apart by type.
import { attrsOf } from '../evaluator/attrs';
import { forceList } from '../evaluator/coerce';
import { canonicalPath } from '../evaluator/paths';
import { isString, textOf } from '../evaluator/strings';
import { NixPath, force, typeOf, type Lazy, type Value } from '../evaluator/values';
import { functions, known, thrown } from './support';

/** Why a text is no subpath, or `undefined` if it is one. */
function invalidReason(v: Value): string | undefined {
  const value = known(v);
  if (!isString(value)) return `The given value is of type ${typeOf(value)}, but a string was expected`;
  const text = textOf(value);
  if (text === '') return 'The given string is empty';
  if (text.startsWith('/')) return `The given string "${text}" starts with a \`/\`, representing an absolute path`;
  if (text.split('/').includes('..'))
    return `The given string "${text}" contains a \`..\` component, which is not allowed in subpaths`;
  return undefined;
}

/** The components of a path or subpath, without the root. */
export function componentsOf(text: string): string[] {
  return text.split('/').filter((part) => part !== '' && part !== '.');
}

function joined(components: readonly string[]): string {
  return components.length === 0 ? './.' : `./${components.join('/')}`;
}

/** A valid subpath's components; `what` begins the message about any other value. */
function subpathComponents(v: Lazy, what: string): string[] {
  const value = force(v);
  const reason = invalidReason(value);
  if (reason !== undefined) throw thrown(`${what} is not a valid subpath string:\n    ${reason}`);
  return componentsOf(textOf(value as string));
}

/** An absolute path; `what` begins the message about any other value, `end` closes it. */
function absolute(v: Lazy, what: string, end = ''): NixPath {
  const value = known(force(v));
  if (value instanceof NixPath) return value;
  throw thrown(`${what} is of type ${typeOf(value)}, but a path was expected${end}`);
}

function beginsWith(list: readonly string[], prefix: readonly string[]): boolean {
  return prefix.every((part, i) => list[i] === part);
}

function removePrefix(path1: Lazy, path2: Lazy): string {
  const first = absolute(path1, 'lib.path.removePrefix: First argument', '.');
  const second = absolute(path2, 'lib.path.removePrefix: Second argument', '.');
  const prefix = componentsOf(first.path);
  const components = componentsOf(second.path);
  if (!beginsWith(components, prefix))
    throw thrown(
      `lib.path.removePrefix: The first path argument "${first.path}" is not a component-wise prefix of the second path argument "${second.path}".`,
    );
  return joined(components.slice(prefix.length));
}

function hasStorePrefix(path: Lazy): boolean {
  const [first, second, name] = componentsOf(absolute(path, 'lib.path.hasStorePathPrefix: Argument').path);
  if (first === 'nix' && second === 'store' && name !== undefined && /^.{32}-.+$/s.test(name)) return true;
  return first !== undefined && /^[0-9a-z]{52}$/.test(first);
}

function joinSubpaths(list: Lazy): string {
  return joined(
    forceList(list).flatMap((part, i) => {
      const value = force(part);
      const reason = invalidReason(value);
      // nixpkgs ends this message, unlike the others, with a line break.
      if (reason !== undefined)
        throw thrown(`lib.path.subpath.join: Element at index ${i} is not a valid subpath string:\n    ${reason}\n`);
      return componentsOf(textOf(value as string));
    }),
  );
}

const subpath = functions({
  isValid: [1, (v) => invalidReason(force(v)) === undefined],
  join: [1, joinSubpaths],
  components: [1, (v) => subpathComponents(v, 'lib.path.subpath.components: Argument')],
  normalise: [1, (v) => joined(subpathComponents(v, 'lib.path.subpath.normalise: Argument'))],
});

export const path = {
  subpath: attrsOf(subpath),
  ...functions({
    append: [
      2,
      (base, part) => {
        const root = absolute(base, 'lib.path.append: The first argument');
        const components = subpathComponents(part, 'lib.path.append: Second argument');
        return new NixPath(canonicalPath(`${root.path}/${components.join('/')}`), root.at);
      },
    ],
    hasPrefix: [
      2,
      (path1, path2) => {
        const prefix = componentsOf(absolute(path1, 'lib.path.hasPrefix: First argument').path);
        return beginsWith(componentsOf(absolute(path2, 'lib.path.hasPrefix: Second argument').path), prefix);
      },
    ],
    removePrefix: [2, removePrefix],
    splitRoot: [
      1,
      (v) => {
        const p = absolute(v, 'lib.path.splitRoot: Argument');
        return attrsOf({ root: new NixPath('/', p.at), subpath: joined(componentsOf(p.path)) });
      },
    ],
    hasStorePathPrefix: [1, hasStorePrefix],
  }),
};
