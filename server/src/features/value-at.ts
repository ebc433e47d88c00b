// Values as the first host of a file has them.
import { attrNames, getAttr } from '../evaluator/attrs';
import { NixError, attempt } from '../evaluator/errors';
import { evaluateAt, visibleNames } from '../evaluator/evaluate-at';
import type { Program } from '../evaluator/evaluate';
import type { Budget } from '../evaluator/session';
import { Attrs, Unknown, force, type Lazy, type Value } from '../evaluator/values';
import type { Expr, Lambda } from '../syntax/ast';
import type { FileAnalysis, HostAnalysis } from '../workspace/analysis';

/** Runs `f` in a session; `undefined` where it fails, depends on what is not known, or runs out of budget. */
export function told<T>(inSession: HostAnalysis['inSession'], f: () => T, budget?: Budget): T | undefined {
  try {
    return inSession(() => attempt(f), budget);
  } catch (error) {
    if (error instanceof NixError) return undefined;
    throw error;
  }
}

/**
 * The value of the expression at the end of `chain`, a chain from the file's root on; `undefined` where it cannot be
 * told, or only by running out of budget.
 */
export function valueAt(file: FileAnalysis, chain: readonly Expr[]): Value | undefined {
  const value = anyValueAt(file, chain);
  return value instanceof Unknown ? undefined : value;
}

/** As `valueAt`, also where the value is not known. */
export function anyValueAt({ hosts, program }: FileAnalysis, chain: readonly Expr[]): Value | undefined {
  const [host] = hosts;
  if (host === undefined || chain.length === 0) return undefined;
  return told(host.inSession, () =>
    force(evaluateAt(program, chain, (name, lambda) => argumentOf(host, program, name, lambda))),
  );
}

/** The value of a variable that can be named in the expression at the end of `chain`, also where it is not known. */
export function variableAt({ hosts, program }: FileAnalysis, chain: readonly Expr[], name: string): Value | undefined {
  const [host] = hosts;
  if (host === undefined) return undefined;
  return told(host.inSession, () => {
    const found = visibleNames(program, chain, (argument, lambda) =>
      argumentOf(host, program, argument, lambda),
    ).variables.get(name);
    return found === undefined ? undefined : force(found);
  });
}

/** A module's argument by its name; the parameters of other functions are not known. */
export function argumentOf({ host }: Pick<HostAnalysis, 'host'>, program: Program, name: string, lambda: Lambda): Lazy {
  if (name === 'lib') return host.lib;
  if (name === 'config') return host.evaluation.config;
  return (
    givenArguments(host).reduce<Lazy | undefined>((found, set) => found ?? getAttr(set, name), undefined) ??
    unknownArgument(program, name, lambda)
  );
}

/** The names of the arguments that every module of a host can take; to be used in a session. */
export function argumentNames({ host }: Pick<HostAnalysis, 'host'>): string[] {
  return ['config', 'lib', 'options', ...givenArguments(host).flatMap((set) => attrNames(set))];
}

/** `specialArgs` and `_module.args`. */
function givenArguments({ evaluation }: HostAnalysis['host']): Attrs[] {
  const module = attempt(() => force(getAttr(evaluation.config, '_module') ?? null));
  return ['specialArgs', 'args'].flatMap((name) => {
    const set = module instanceof Attrs ? attempt(() => force(getAttr(module, name) ?? null)) : undefined;
    return set instanceof Attrs ? [set] : [];
  });
}

/** Stands for an argument of which nothing is known. */
export function unknownArgument({ parse: { root } }: Program, name: string, lambda: Lambda): Unknown {
  const names = lambda.formals?.formals.map((formal) => formal.name) ?? [];
  const isModule = lambda === root || names.some((other) => MODULE_ARGUMENTS.has(other));
  if (isModule && lambda.formals?.ellipsis === true)
    return new Unknown(name, `the module argument \`${name}\` is not known here`);
  // The outputs of a flake.
  if (names.includes('self')) return new Unknown(name, `the flake input \`${name}\` is not read here`);
  return new Unknown(name, `each call gives the argument \`${name}\` a value of its own`);
}

/** What modules take, and hardly any other function. */
const MODULE_ARGUMENTS = new Set(['config', 'lib', 'modulesPath', 'options', 'pkgs']);
