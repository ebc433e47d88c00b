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

/** A function's name, type and description, in Markdown. */
export function referenceMarkdown({ path, type, description, parameters }: FunctionReference): string {
  return `\`\`\`nix\n${[path, ...parameters].join(' ')}\n\`\`\`\n\n\`${type}\`\n\n${description}`;
}
