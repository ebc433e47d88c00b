// A document while somebody works on it: its text as it stands, and what the last evaluation told.
import { completeLib } from '../modules/lib';
import { attempt, NixError } from '../evaluator/errors';
import { visibleNames, type VisibleNames } from '../evaluator/evaluate-at';
import type { Program } from '../evaluator/evaluate';
import { getAttr } from '../evaluator/attrs';
import { builtins } from '../evaluator/builtins/index';
import { DEFAULT_BUDGET, type Budget, type FileAccess } from '../evaluator/session';
import { Attrs, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import type { Release } from '../nixos';
import type { Expr } from '../syntax/ast';
import type { FileAnalysis, HostAnalysis } from '../workspace/analysis';

export interface Moment {
  /** The text as it stands. */
  readonly program: Program;
  /** The last evaluation, which may have been of an earlier text. */
  readonly file: FileAnalysis | undefined;
  readonly release: Release;
  readonly files: FileAccess;
  /** Runs `f` where values that belong to no host may be forced. */
  inSession<T>(f: () => T, budget?: Budget): T;
}

/** What an answer while somebody types may cost. */
const QUICK: Budget = { ...DEFAULT_BUDGET, maxSteps: 200_000, maxMilliseconds: 200 };

/** Runs `f` where values may be forced; `undefined` where it fails, depends on what is not known, or takes too long. */
export function quickly<T>(moment: Moment, f: () => T): T | undefined {
  const host = hostOf(moment);
  const run = (): T | undefined => attempt(f);
  try {
    return host === undefined ? moment.inSession(run, QUICK) : host.inSession(run, QUICK);
  } catch (error) {
    if (error instanceof NixError) return undefined;
    throw error;
  }
}

/** The host that stands for all of them where one is enough. */
export function hostOf({ file }: Moment): HostAnalysis | undefined {
  return file?.hosts[0];
}

/** The names in scope at the end of a chain of expressions; to be used inside of `quickly`. */
export function namesAt(moment: Moment, chain: readonly Expr[]): VisibleNames {
  return visibleNames(moment.program, chain, (name) => parameterValue(moment, name));
}

/** A module's argument by its name; other functions' parameters are not known. */
export function parameterValue(moment: Moment, name: string): Lazy {
  const host = hostOf(moment)?.host;
  if (name === 'lib') return host?.lib ?? completeLib(moment.release);
  if (host !== undefined) {
    if (name === 'config') return host.evaluation.config;
    const module = attempt(() => force(getAttr(host.evaluation.config, '_module') ?? null));
    const args = module instanceof Attrs ? attempt(() => force(getAttr(module, 'args') ?? null)) : undefined;
    const given = args instanceof Attrs ? getAttr(args, name) : undefined;
    if (given !== undefined) return given;
  }
  return new Unknown(name, `the function argument \`${name}\` is not known here`);
}

/**
 * The value of a variable, or of an attribute below it; `undefined` where there is no such name. To be used inside of
 * `quickly`.
 */
export function valueOf(moment: Moment, chain: readonly Expr[], names: readonly string[]): Value | undefined {
  const [variable = '', ...path] = names;
  const lazy = variableValue(namesAt(moment, chain), variable);
  if (lazy === undefined) return undefined;
  return path.reduce<Value | undefined>((set, name) => {
    const found = set instanceof Attrs ? getAttr(set, name) : undefined;
    return found === undefined ? undefined : force(found);
  }, force(lazy));
}

function variableValue({ variables, withs }: VisibleNames, name: string): Lazy | undefined {
  const found = variables.get(name);
  if (found !== undefined) return found;
  if (name === 'builtins') return builtins;
  for (const scope of withs) {
    const set = attempt(() => force(scope));
    const value = set instanceof Attrs ? getAttr(set, name) : undefined;
    if (value !== undefined) return value;
  }
  return getAttr(builtins, name);
}
