// Names that are too long for GitHub.
import { activeRunners } from './known';
import { isNull, optionFinding, optionText } from './option-findings';
import type { Rule } from './rule';

/** "Runner names can only be 64 characters in length" (actions/runner, pull request 1710). */
const MAX_LENGTH = 64;

export const runnerNameLength: Rule = {
  name: 'runner-name-length',
  severity: 'warning',
  summary: 'A runner registers under a name that is too long for GitHub.',
  checkHost(context) {
    return activeRunners(context).flatMap((runner) => {
      const state = runner.options.get('name');
      const name = isNull(runner, 'name') ? undefined : optionText(runner, 'name');
      if (state === undefined || name === undefined || name.length <= MAX_LENGTH) return [];
      const advice = state.definitions.length > 0 ? 'Shorten it.' : 'Set a shorter `name`.';
      return optionFinding('runner-name-length', context, runner, state, {
        message: `The runner registers under a name of ${String(name.length)} characters; GitHub takes at most ${String(MAX_LENGTH)} and refuses it. ${advice}`,
      });
    });
  },
};
