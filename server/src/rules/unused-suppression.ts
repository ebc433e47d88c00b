// Comments that silence a rule which has nothing to say there. Found where findings are joined: it takes them all.
import type { Rule } from './rule';

export const unusedSuppression: Rule = {
  name: 'unused-suppression',
  severity: 'information',
  summary: 'A comment silences a rule that reports nothing there.',
};
