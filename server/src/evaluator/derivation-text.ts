// Store derivations: their text, their path, and the hash from which their outputs' paths follow.
import { sortNames } from '../syntax/names';
import { formatHash, hashBytes, toHex, type Hash } from './hash';
import { makeStorePath, textStorePath, type IngestionMethod } from './store';
import { encodeUtf8 } from './strings';

export interface DerivationOutput {
  /** Empty until it has been computed. */
  readonly path: string;
  /** What a fixed output must hash to. */
  readonly fixed?: { readonly method: IngestionMethod; readonly hash: Hash };
}

export interface Derivation {
  readonly name: string;
  readonly outputs: ReadonlyMap<string, DerivationOutput>;
  /** Output names by the path of the derivation that they belong to. */
  readonly inputDrvs: ReadonlyMap<string, ReadonlySet<string>>;
  readonly inputSrcs: ReadonlySet<string>;
  readonly system: string;
  readonly builder: string;
  readonly args: readonly string[];
  readonly env: ReadonlyMap<string, string>;
}

const ESCAPES: Readonly<Record<string, string>> = {
  '"': '\\"',
  '\\': '\\\\',
  '\n': '\\n',
  '\r': '\\r',
  '\t': '\\t',
};

function quote(text: string): string {
  return `"${text.replace(/["\\\n\r\t]/g, (c) => ESCAPES[c] as string)}"`;
}

function listOf(items: Iterable<string>): string {
  return `[${[...items].join(',')}]`;
}

function sorted<T>(map: ReadonlyMap<string, T>): [string, T][] {
  return sortNames([...map.keys()]).map((k) => [k, map.get(k) as T]);
}

/** `r:sha256` or `sha256`. */
function methodAlgorithm(fixed: NonNullable<DerivationOutput['fixed']>): string {
  return (fixed.method === 'recursive' ? 'r:' : '') + fixed.hash.algorithm;
}

/**
 * The derivation as the text of a .drv file (ATerm).
 *
 * @param inputs replaces the derivation paths among the inputs, for hashing
 */
export function derivationText(
  drv: Derivation,
  inputs: ReadonlyMap<string, ReadonlySet<string>> = drv.inputDrvs,
): string {
  const outputs = sorted(drv.outputs).map(([name, { path, fixed }]) => {
    const hash = fixed === undefined ? ['', ''] : [methodAlgorithm(fixed), formatHash(fixed.hash, 'base16')];
    return `(${[name, path, ...hash].map(quote).join(',')})`;
  });
  const inputDrvs = sorted(inputs).map(
    ([path, names]) => `(${quote(path)},${listOf(sortNames([...names]).map(quote))})`,
  );
  const parts = [
    listOf(outputs),
    listOf(inputDrvs),
    listOf([...drv.inputSrcs].sort().map(quote)),
    quote(drv.system),
    quote(drv.builder),
    listOf(drv.args.map(quote)),
    listOf(sorted(drv.env).map(([k, v]) => `(${quote(k)},${quote(v)})`)),
  ];
  return `Derive(${parts.join(',')})`;
}

/** The path at which a derivation's own text lies. */
export function derivationPath(drv: Derivation): string {
  return textStorePath(`${drv.name}.drv`, derivationText(drv), [...drv.inputSrcs, ...drv.inputDrvs.keys()]);
}

/** The hash, in base 16, that stands for an output of an input derivation; see `hashDerivation`. */
export type InputHash = (drvPath: string, output: string) => string;

/**
 * Hash of a derivation in which each input derivation stands for what it makes, not for how it was written
 * ("hash modulo fixed outputs"; E. Dolstra, The Purely Functional Software Deployment Model, 5.4.1).
 *
 * @returns the hash in base 16 for each output: the same one for all, unless the output is fixed
 */
export function hashDerivation(drv: Derivation, inputHash: InputHash): ReadonlyMap<string, string> {
  const fixed = [...drv.outputs].filter(([, output]) => output.fixed !== undefined);
  if (fixed.length > 0) {
    return new Map(
      fixed.map(([name, { path, fixed: f }]) => {
        const what = f as NonNullable<typeof f>;
        const text = `fixed:out:${methodAlgorithm(what)}:${formatHash(what.hash, 'base16')}:${path}`;
        return [name, sha256Hex(text)];
      }),
    );
  }
  const inputs = new Map<string, Set<string>>();
  for (const [path, names] of drv.inputDrvs)
    for (const name of names) {
      const hash = inputHash(path, name);
      const known = inputs.get(hash);
      if (known === undefined) inputs.set(hash, new Set([name]));
      else known.add(name);
    }
  const hash = sha256Hex(derivationText(drv, inputs));
  return new Map([...drv.outputs.keys()].map((name) => [name, hash]));
}

function sha256Hex(text: string): string {
  return toHex(hashBytes('sha256', encodeUtf8(text)).bytes);
}

/** The name of an output's store object: `out` is called as the derivation itself. */
export function outputObjectName(drvName: string, output: string): string {
  return output === 'out' ? drvName : `${drvName}-${output}`;
}

/** The path of an output that follows from the derivation's hash (in base 16). */
export function outputPath(drvName: string, output: string, hash: string): string {
  return makeStorePath(`output:${output}`, `sha256:${hash}`, outputObjectName(drvName, output));
}

/** What stands for an output's path until the derivation is built, as `builtins.placeholder` gives it. */
export function outputPlaceholder(output: string): string {
  return `/${formatHash(hashBytes('sha256', encodeUtf8(`nix-output:${output}`)), 'nix32')}`;
}
