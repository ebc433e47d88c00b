// A document while somebody works on it: its text as it stands, and what the last evaluation told.
import { completeLib } from '../modules/lib';
import { attempt } from '../evaluator/errors';
import { evaluateAt, pathTo, visibleNames, type VisibleNames } from '../evaluator/evaluate-at';
import type { Program } from '../evaluator/evaluate';
import { getAttr } from '../evaluator/attrs';
import { builtins } from '../evaluator/builtins/index';
import { DEFAULT_BUDGET, type Budget, type FileAccess } from '../evaluator/session';
import { Attrs, force, type Lazy, type Value } from '../evaluator/values';
import type { Release } from '../nixos';
import type { Expr, Lambda } from '../syntax/ast';
import type { FileAnalysis, HostAnalysis } from '../workspace/analysis';
import type { ProgramAt } from './preview';
import { argumentOf, told, unknownArgument } from './value-at';

export interface Moment {
  /** The text as it stands. */
  readonly program: Program;
  /** The last evaluation, which may have been of an earlier text. */
  readonly file: FileAnalysis | undefined;
  readonly release: Release;
  readonly files: FileAccess;
  /** Whether somebody else offers Nix itself: variables, attributes, functions, keywords and paths. */
  readonly nixElsewhere?: boolean;
  readonly programAt: ProgramAt;
  /** Runs `f` where values that belong to no host may be forced. */
  inSession<T>(f: () => T, budget?: Budget): T;
}

/** What an answer while somebody types may cost. */
const QUICK: Budget = { ...DEFAULT_BUDGET, maxSteps: 200_000, maxMilliseconds: 200 };

/** Runs `f` where values may be forced; `undefined` where it fails, depends on what is not known, or takes too long. */
export function quickly<T>(moment: Moment, f: () => T): T | undefined {
  return told(hostOf(moment)?.inSession ?? moment.inSession, f, QUICK);
}

/** As `quickly`, for the values of one host. */
export function quicklyIn<T>(host: HostAnalysis, f: () => T): T | undefined {
  return told(host.inSession, f, QUICK);
}

/** The host that stands for all of them where one is enough. */
export function hostOf({ file }: Moment): HostAnalysis | undefined {
  return file?.hosts[0];
}

/** The names in scope at the end of a chain of expressions; to be used inside of `quickly`. */
export function namesAt(moment: Moment, chain: readonly Expr[]): VisibleNames {
  return visibleNames(moment.program, chain, (name, lambda) => parameterValue(moment, name, lambda));
}

/** A module's argument by its name; other functions' parameters are not known. */
function parameterValue(moment: Moment, name: string, lambda: Lambda): Lazy {
  const host = hostOf(moment);
  if (host !== undefined) return argumentOf(host, moment.program, name, lambda);
  return name === 'lib' ? completeLib(moment.release) : unknownArgument(moment.program, name, lambda);
}

/**
 * The value of a variable, or of an attribute below it; `undefined` where there is no such name. To be used inside of
 * `quickly`.
 */
export function valueOf(moment: Moment, chain: readonly Expr[], names: readonly string[]): Value | undefined {
  const [variable = '', ...path] = names;
  const lazy = variableValue(namesAt(moment, chain), variable);
  if (lazy === undefined) return undefined;
  return attributeBelow(force(lazy), path);
}

/** The attribute at a path below a value; `undefined` where there is none. To be used inside of `quickly`. */
export function attributeBelow(value: Value, path: readonly string[]): Value | undefined {
  return path.reduce<Value | undefined>((set, name) => {
    const found = set instanceof Attrs ? getAttr(set, name) : undefined;
    return found === undefined ? undefined : force(found);
  }, value);
}

/** The value of an expression of the text as it stands; to be used inside of `quickly`. */
export function valueOfExpression(moment: Moment, expr: Expr): Value | undefined {
  const path = pathTo(moment.program.parse.root, expr);
  return path && force(evaluateAt(moment.program, path, (name, lambda) => parameterValue(moment, name, lambda)));
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
