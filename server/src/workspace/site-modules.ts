// Modules that stand inside of files which are none themselves.
import { evaluateAt } from '../evaluator/evaluate-at';
import type { Program } from '../evaluator/evaluate';
import { Unknown, type Lazy } from '../evaluator/values';
import { packageSet } from '../runner/package-set';
import { unknownPlatform } from '../runner/platform';
import type { RunnerSite } from '../runner/sites';

/** Whether a place is inside of a module. */
export function isInside(
  at: { readonly source: { readonly path: string }; readonly start: number },
  program: Program,
  { path }: RunnerSite,
): boolean {
  const span = path.at(-1)?.span;
  return at.source.path === program.source.path && span !== undefined && span.start <= at.start && at.start <= span.end;
}

/** A module inside of a file: the functions around it are not called, their parameters are known by name or not at all. */
export function siteModule(program: Program, site: RunnerSite, lib: Lazy): Lazy {
  return evaluateAt(program, site.path, (name) => {
    if (name === 'lib') return lib;
    if (name === 'pkgs') return packageSet(lib, unknownPlatform(), false);
    return new Unknown(name, `the function argument \`${name}\` is not known here`);
  });
}
