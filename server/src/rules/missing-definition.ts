// Required options that nobody sets.
import { OptionError, showOption } from '../modules/definition';
import type { Finding } from './finding';
import type { Runner } from '../runner/runner';
import type { Rule } from './rule';

export const missingDefinition: Rule = {
  name: 'missing-definition',
  severity: 'error',
  summary: 'A required option of an enabled runner is not set.',
  checkHost({ runners, host, definedElsewhere }) {
    return runners.flatMap((runner) => {
      // What cannot be followed may set it, and so may who switches a module on that is off by itself.
      if (!runner.hasService || host.opaque.length > 0 || isConditional(runner)) return [];
      return [...runner.options.values()].flatMap((state): Finding[] => {
        const { error } = state;
        const at = runner.definedAt[0];
        if (!(error instanceof OptionError) || error.problem !== 'missing-definition' || at === undefined) return [];
        const option = showOption(state.loc);
        return [
          {
            rule: 'missing-definition',
            severity: definedElsewhere ? 'information' : 'error',
            message: definedElsewhere
              ? `\`${option}\` is required; it is not set here, but another file may set it. No host at hand imports this one.`
              : `\`${option}\` is required, but it is not set. Add \`${state.option.name} = ${state.option.example ?? '…'};\`.`,
            at: { source: at.source, start: at.start, end: at.end },
            option,
          },
        ];
      });
    });
  },
};

/** Whether the runner is enabled only under conditions that the files at hand do not tell. */
function isConditional(runner: Runner): boolean {
  const definitions = runner.options.get('enable')?.definitions ?? [];
  return definitions.length > 0 && definitions.every((d) => d.conditions.length > 0);
}
