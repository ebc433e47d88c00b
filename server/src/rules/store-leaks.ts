// Whether a path leads into the Nix store, and how it got there.
import { attempt } from '../evaluator/errors';
import { getAttr } from '../evaluator/attrs';
import type { Position } from '../evaluator/position';
import { isString, textOf } from '../evaluator/strings';
import { Attrs, NixPath, NixString, Unknown, force, type Origin, type Value } from '../evaluator/values';
import type { RelatedPlace, Severity } from './finding';

/** How something gets into the store. */
export interface Leak {
  readonly severity: Severity;
  /** What is wrong, as a sentence without its full stop. */
  readonly why: string;
  /** Where the file or text is made that lies in the store. */
  readonly origin: Position | undefined;
  readonly related: readonly RelatedPlace[];
  /** A path literal, which a string could stand for. */
  readonly literal: NixPath | undefined;
  /** What must hold for it, as far as that is not known. */
  readonly conditions: readonly Unknown[];
}

/** A leak, grave unless `parts` say otherwise. */
export function leak(why: string, parts: Partial<Leak> = {}): Leak {
  return { severity: 'error', why, origin: undefined, related: [], literal: undefined, conditions: [], ...parts };
}

/** How the file that a value names gets into the store; `undefined` where it does not, or where that is not known. */
export function storeLeak(value: Value): Leak | undefined {
  if (value instanceof NixPath) return leakOfPath(value);
  if (value instanceof Unknown) return leakOfUnknown(value);
  if (value instanceof Attrs) {
    const outPath = getAttr(value, 'outPath');
    return outPath === undefined ? undefined : storeLeak(force(outPath));
  }
  return isString(value) ? leakOfString(value) : undefined;
}

function leakOfPath(path: NixPath): Leak {
  return leak(
    `\`${writtenPath(path)}\` is a path, not a string: when the unit is built, the file is copied into the Nix store`,
    { origin: path.at, literal: path },
  );
}

/** The path as it is written, where the literal that it came from says all of it. */
function writtenPath({ path, at }: NixPath): string {
  const literal = at?.source.text.slice(at.start, at.end) ?? '';
  const [, below] = /^(?:\.{1,2}\/)+(.*)$/.exec(literal) ?? [];
  return below !== undefined && path.endsWith(`/${below}`) ? literal : path;
}

const STORE = '/nix/store/';

function leakOfString(value: string | NixString): Leak | undefined {
  const text = textOf(value);
  if (value instanceof NixString) {
    const first = value.holes[0];
    if (first?.start === 0) return leakOfSource(first.unknown, text.slice(first.end));
    // A text that only mentions a store path is another one than the path itself.
    if (!text.startsWith(STORE)) return undefined;
    const elements = [...value.context.values()];
    const named = elements.find((e) => text.startsWith(e.storePath)) ?? elements[0];
    if (named?.origin !== undefined) return leak(describeOrigin(named.origin), { origin: named.origin.at });
  }
  return text.startsWith(STORE) ? leak('This path lies in the Nix store') : undefined;
}

function describeOrigin(origin: Origin): string {
  switch (origin.kind) {
    case 'path-literal':
      return `The path \`${origin.what}\` is interpolated into a string, which copies the file into the Nix store`;
    case 'path-copy':
      return `\`${origin.what}\` is copied into the Nix store`;
    case 'to-file':
    case 'write-text':
      return `\`${origin.what}\` writes the token's text into the Nix store`;
    case 'flake-source':
      return `\`${origin.what}\` is the source of a flake, which lies in the Nix store`;
    case 'fetched':
      return `\`${origin.what}\` is fetched into the Nix store`;
    case 'package':
      return `The file belongs to \`${origin.what}\`, which lies in the Nix store`;
    case 'other':
      return `The path comes from \`${origin.what}\`, which lies in the Nix store`;
  }
}

/** `self` and `inputs.x` are what flakes call their sources. */
const FLAKE_SOURCE = /^(self|inputs\.[\w'-]+)(\.outPath|\.sourceInfo(\.outPath)?)?$/;

/** Functions whose results lie in the store, also where the result itself is not known. */
const STORE_FUNCTIONS = /^(?:(?:builtins\.|pkgs\.)?fetch[A-Z]?\w+|builtins\.fetchClosure)(?=[\s({])/;

/** `pkgs.formats.json { }`, `pkgs.stdenv.mkDerivation` and their like make files. */
const GENERATED = /^\(?pkgs\.(?:(?:formats|writers)\.[\w.]+|callPackage|stdenv(?:NoCC)?\.mkDerivation)/;

function leakOfSource(u: Unknown, rest: string): Leak | undefined {
  if (rest !== '' && !rest.startsWith('/')) return undefined;
  if (FLAKE_SOURCE.test(u.expression)) {
    if (rest === '') return undefined;
    return leak(`\`${u.expression}\` is the source of a flake, which lies in the Nix store`, {
      severity: 'warning',
      origin: u.at,
    });
  }
  return leakOfUnread(u);
}

/** A result that is not known but where it lies. */
function leakOfUnread(u: Unknown): Leak | undefined {
  const { expression } = u;
  if (ETC_SOURCE.test(expression))
    return leak('`environment.etc` makes this file in the Nix store', { severity: 'error', origin: u.at });
  const [made] = STORE_FUNCTIONS.exec(expression) ?? GENERATED.exec(expression) ?? [];
  if (made !== undefined)
    return leak(`What \`${made.replace(/^\(/, '')}\` gives lies in the Nix store`, {
      severity: 'warning',
      origin: u.at,
    });
  if (u.type === 'package')
    return leak(`\`${expression}\` is a package, which lies in the Nix store`, { severity: 'warning', origin: u.at });
  return undefined;
}

const ETC_SOURCE = /^config\.environment\.etc\.(?:"[^"]*"|[\w'-]+)\.source$/;

function leakOfUnknown(u: Unknown): Leak | undefined {
  for (const alternative of u.alternatives ?? []) {
    const v = attempt(() => force(alternative));
    const found = v === undefined ? undefined : storeLeak(v);
    if (found)
      return { ...found, severity: 'warning', why: `In one of the cases that are possible here: ${found.why}` };
  }
  return u.alternatives === undefined ? leakOfUnread(u) : undefined;
}
