// What the tables say of the functions of `builtins` and of nixpkgs' library, by a function's path or by its value.
import { getAttr } from '../evaluator/attrs';
import { builtinReference, builtinReferences } from '../evaluator/builtins/reference';
import { builtins } from '../evaluator/builtins/index';
import { attempt } from '../evaluator/errors';
import type { FunctionReference } from '../evaluator/function-reference';
import { Attrs, PrimOp, force, type PrimOpImpl, type Value } from '../evaluator/values';
import { completeLib } from '../modules/lib';
import { functionReference, functionReferences } from '../nixpkgs-lib';
import type { Release } from '../nixos';

/** References that were looked up, which takes a while: a file names the same few functions again and again. */
const BY_PATH = new Map<string, FunctionReference>();

/** What there is to say about the function at a path: `lib.mkIf`, `lib.strings.concatMap`, `builtins.map`. */
export function referenceByPath(path: string): FunctionReference | undefined {
  const known = BY_PATH.get(path);
  if (known !== undefined) return known;
  const [first, name, ...more] = path.split('.');
  const found =
    first !== 'builtins'
      ? functionReference(path)
      : name === undefined || more.length > 0
        ? undefined
        : builtinReference(name);
  if (found !== undefined) BY_PATH.set(path, found);
  return found;
}

const BY_CODE = new Map<Release, ReadonlyMap<PrimOpImpl, FunctionReference>>();

/** What there is to say about a value, whatever it is called; to be used where values may be forced. */
export function referenceByValue(release: Release, value: Value): FunctionReference | undefined {
  return value instanceof PrimOp ? referencesByCode(release).get(value.impl) : undefined;
}

/** References by what the functions run. */
function referencesByCode(release: Release): ReadonlyMap<PrimOpImpl, FunctionReference> {
  const known = BY_CODE.get(release);
  if (known !== undefined) return known;
  const found = new Map<PrimOpImpl, FunctionReference>();
  const lib = completeLib(release);
  for (const reference of [...functionReferences(), ...builtinReferences().values()]) {
    const [root, ...path] = reference.path.split('.');
    const value = attempt(() =>
      path.reduce<Value>(
        (set, name) => (set instanceof Attrs ? force(getAttr(set, name) ?? null) : null),
        root === 'lib' ? lib : builtins,
      ),
    );
    if (value instanceof PrimOp && !found.has(value.impl)) found.set(value.impl, reference);
  }
  BY_CODE.set(release, found);
  return found;
}

/** The parts of a text between separators that are in no bracket. */
function splitOutside(text: string, separator: string): string[] {
  const parts: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if ('([{'.includes(text[at] as string)) depth++;
    else if (')]}'.includes(text[at] as string)) depth--;
    else if (depth === 0 && text.startsWith(separator, at)) {
      parts.push(text.slice(start, at).trim());
      start = at + separator.length;
    }
  }
  return [...parts, text.slice(start).trim()];
}

/** The types of a function's parameters, in order; none where its type does not tell them apart. */
export function parameterTypes({ type, parameters }: FunctionReference): string[] {
  const parts = splitOutside(type, '->').slice(0, -1);
  return parts.length >= parameters.length ? parts.map((part) => part.replace(/^\((.*)\)$/, '$1')) : [];
}

/** An argument that a function takes in a set. */
export interface SetArgument {
  readonly name: string;
  readonly isOptional: boolean;
  readonly type: string;
}

/** The arguments that a parameter's type lists: `{ path : Path, name ? String, … }`; `undefined` for another type. */
export function setArguments(
  type: string,
): { readonly args: readonly SetArgument[]; readonly more: boolean } | undefined {
  const set = splitOutside(type, '|').find((part) => part.startsWith('{') && part.endsWith('}'));
  if (set === undefined) return undefined;
  const entries = splitOutside(set.slice(1, -1), ',').filter((entry) => entry !== '');
  const args = entries.flatMap((entry): SetArgument[] => {
    const [, name, sign, own] = /^(\w+) ([:?]) (.+)$/.exec(entry) ?? [];
    return name === undefined || own === undefined ? [] : [{ name, isOptional: sign === '?', type: own }];
  });
  // `{ name : Bool }` stands for a set with any names.
  const isAny = args.length === 1 && args[0]?.name === 'name' && !args[0].isOptional;
  return args.length === 0 || isAny ? undefined : { args, more: entries.includes('…') };
}

/** A function's name, type and description, in Markdown. */
export function referenceMarkdown({ path, type, description, parameters }: FunctionReference): string {
  return `\`\`\`nix\n${[path, ...parameters].join(' ')}\n\`\`\`\n\n\`${type}\`\n\n${description}`;
}
