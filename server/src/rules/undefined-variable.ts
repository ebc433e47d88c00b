// Variables that nothing binds: Nix refuses the file, whether or not the variable is ever evaluated.
import { nearestName } from '../modules/suggest';
import type { Program } from '../evaluator/evaluate';
import type { Position } from '../evaluator/position';
import { moduleArgument } from './edits';
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
    const nearest = new Map<readonly string[], Map<string, string | undefined>>();
    const near = (name: string, inScope: readonly string[]): string | undefined => {
      const known = nearest.get(inScope) ?? new Map<string, string | undefined>();
      nearest.set(inScope, known);
      if (!known.has(name)) known.set(name, nearestName(name, inScope));
      return known.get(name);
    };
    return program.problems.flatMap((p) => {
      if (p.kind !== 'undefined-variable' || p.name === undefined) return [];
      const at = { source: program.source, start: p.start, end: p.end };
      const other = near(p.name, p.inScope?.() ?? []);
      const advice =
        other === undefined
          ? 'Define it, or add it to the arguments of the function around it.'
          : `Did you mean \`${other}\`?`;
      const fix =
        other === undefined
          ? argumentFix(program, at, p.name)
          : { title: `Change to \`${other}\``, edits: [{ at, newText: other }] };
      return [
        {
          rule: 'undefined-variable',
          severity: 'error',
          message: `Undefined variable \`${p.name}\`. ${advice}`,
          at,
          ...(fix && { fixes: [fix] }),
        },
      ];
    });
  },
};

/** What every module can take as an argument. */
const MODULE_ARGUMENTS = new Set(['config', 'lib', 'modulesPath', 'options', 'pkgs']);

function argumentFix(program: Program, at: Position, name: string): Fix | undefined {
  const argument = MODULE_ARGUMENTS.has(name) ? moduleArgument(program, at, name) : undefined;
  if (argument === undefined) return undefined;
  const renamed = argument.text === name ? [] : [{ at, newText: argument.text }];
  return { title: `Take \`${name}\` as an argument`, edits: [...argument.edits, ...renamed] };
}
