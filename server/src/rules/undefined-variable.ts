// Variables that nothing binds: Nix refuses the file, whether or not the variable is ever evaluated.
import { nearestName } from '../modules/suggest';
import type { Rule } from './rule';

export const undefinedVariable: Rule = {
  name: 'undefined-variable',
  severity: 'error',
  summary: 'A variable is used that nothing binds.',
  checkFile({ program }) {
    // Scopes cannot be trusted where a part of the file was skipped.
    if (program.parse.problems.length > 0) return [];
    return program.problems.flatMap((p) => {
      if (p.kind !== 'undefined-variable' || p.name === undefined) return [];
      const at = { source: program.source, start: p.start, end: p.end };
      const near = nearestName(p.name, p.inScope?.() ?? []);
      const advice =
        near === undefined
          ? 'Define it, or add it to the arguments of the function around it.'
          : `Did you mean \`${near}\`?`;
      return [
        {
          rule: 'undefined-variable',
          severity: 'error',
          message: `Undefined variable \`${p.name}\`. ${advice}`,
          at,
          ...(near !== undefined && {
            fixes: [{ title: `Change to \`${near}\``, edits: [{ at, newText: near }] }],
          }),
        },
      ];
    });
  },
};
