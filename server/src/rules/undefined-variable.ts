// Variables that nothing binds: Nix refuses the file, whether or not the variable is ever evaluated.
import { nearestName } from '../modules/suggest';
import type { Position } from '../evaluator/position';
import { missingArgument, type ModuleArgument } from './edits';
import type { Fix } from './finding';
import type { Rule } from './rule';

export const undefinedVariable: Rule = {
  name: 'undefined-variable',
  severity: 'error',
  summary: 'A variable is used that nothing binds.',
  checkFile({ program }) {
    // Scopes cannot be trusted where a part of the file was skipped.
    if (program.parse.problems.length > 0) return [];
    // A file whose head is gone uses the same few names again and again.
    const known = new Map<readonly string[], Map<string, Advice>>();
    const adviceFor = (name: string, at: Position, inScope: readonly string[]): Advice => {
      const ofScope = known.get(inScope) ?? new Map<string, Advice>();
      known.set(inScope, ofScope);
      let advice = ofScope.get(name);
      if (advice === undefined) {
        const other = nearestName(name, inScope);
        const isArgument = other === undefined && MODULE_ARGUMENTS.has(name);
        const argument = isArgument ? missingArgument(program, at, name) : undefined;
        ofScope.set(name, (advice = { other, argument }));
      }
      return advice;
    };
    return program.problems.flatMap(({ kind, name, inScope, start, end }) => {
      if (kind !== 'undefined-variable' || name === undefined) return [];
      const at = { source: program.source, start, end };
      const advice = adviceFor(name, at, inScope?.() ?? []);
      const fix = fixFor(name, at, advice);
      const what =
        advice.other === undefined
          ? 'Define it, or add it to the arguments of the function around it.'
          : `Did you mean \`${advice.other}\`?`;
      return [
        {
          rule: 'undefined-variable',
          severity: 'error',
          message: `Undefined variable \`${name}\`. ${what}`,
          at,
          ...(fix && { fixes: [fix] }),
        },
      ];
    });
  },
};

/** What can be done about a name in a scope. */
interface Advice {
  /** A name in scope that is nearly the same. */
  readonly other: string | undefined;
  /** How the module around can take it as an argument. */
  readonly argument: ModuleArgument | undefined;
}

/** What every module can take as an argument. */
const MODULE_ARGUMENTS = new Set(['config', 'lib', 'modulesPath', 'options', 'pkgs']);

function fixFor(name: string, at: Position, { other, argument }: Advice): Fix | undefined {
  if (other !== undefined) return { title: `Change to \`${other}\``, edits: [{ at, newText: other }] };
  if (argument === undefined) return undefined;
  const renamed = argument.text === name ? [] : [{ at, newText: argument.text }];
  return { title: `Take \`${name}\` as an argument`, edits: [...argument.edits, ...renamed] };
}
