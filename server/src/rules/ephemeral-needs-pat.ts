// Ephemeral runners with a token that can register them only once.
import { activeRunners } from './known';
import { optionFinding, optionFlag, optionText } from './option-findings';
import type { Rule } from './rule';

export const ephemeralNeedsPat: Rule = {
  name: 'ephemeral-needs-pat',
  severity: 'warning',
  summary: 'An ephemeral runner has a registration token, which expires within an hour.',
  checkHost(context) {
    return activeRunners(context).flatMap((runner) => {
      const state = runner.options.get('tokenType');
      if (state === undefined || optionText(runner, 'tokenType') !== 'registration') return [];
      if (optionFlag(runner, 'ephemeral') !== true) return [];
      return optionFinding('ephemeral-needs-pat', context, runner, state, {
        message:
          'An ephemeral runner registers anew after every job, but a registration token expires within an hour: later registrations fail. Put a personal access token into the file, and write `tokenType = "access"`.',
      });
    });
  },
};
