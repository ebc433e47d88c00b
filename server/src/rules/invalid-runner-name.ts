// Runner names that cannot be names in the Nix store, on which evaluation fails, or names of units.
import { showOption } from '../modules/definition';
import { nameProblemOf, unitProblemOf } from '../runner/runner';
import { valuePlace } from './places';
import type { Rule } from './rule';

export const invalidRunnerName: Rule = {
  name: 'invalid-runner-name',
  severity: 'error',
  summary: 'A runner has a name that the Nix store or systemd does not allow.',
  checkHost({ host, runners }) {
    return runners.flatMap((runner) => {
      const name = runner.options.get('name');
      if (!runner.hasService) return [];
      if (runner.tree === 'singular' && name?.value === undefined) return [];
      const refused = nameProblemOf(host, runner);
      const message = refused ?? unitProblemOf(host, runner);
      const written = runner.tree === 'singular' ? name?.definitions[0] : undefined;
      const at = (written && valuePlace(written)) ?? runner.definedAt[0];
      if (message === undefined || at === undefined) return [];
      return [
        {
          rule: 'invalid-runner-name',
          severity: refused === undefined ? 'warning' : 'error',
          message,
          at: { source: at.source, start: at.start, end: at.end },
          option: showOption(runner.loc),
        },
      ];
    });
  },
};
