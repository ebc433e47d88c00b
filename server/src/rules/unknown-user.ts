// Users that runners run as, and that nobody declares.
import { undeclaredAccounts } from './declared-accounts';
import type { Rule } from './rule';

export const unknownUser: Rule = {
  name: 'unknown-user',
  severity: 'information',
  summary: 'A runner runs as a user that the host does not declare.',
  checkHost(context) {
    return undeclaredAccounts(context, {
      rule: 'unknown-user',
      option: 'user',
      declared: ['users', 'users'],
      always: ['root', 'nobody'],
    });
  },
};
