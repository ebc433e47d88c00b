// Groups that runners run in, and that nobody declares.
import { undeclaredAccounts } from './declared-accounts';
import type { Rule } from './rule';

/** nixos/modules/config/users-groups.nix. */
const ALWAYS = [
  ...['root', 'wheel', 'disk', 'kmem', 'tty', 'floppy', 'uucp', 'lp', 'cdrom', 'tape', 'audio', 'video', 'dialout'],
  ...['nogroup', 'users', 'nixbld', 'keys', 'render', 'sgx', 'input', 'utmp', 'adm', 'kvm', 'messagebus', 'clock'],
  ...['systemd-journal', 'systemd-network', 'systemd-resolve', 'systemd-timesync', 'systemd-coredump'],
];

export const unknownGroup: Rule = {
  name: 'unknown-group',
  severity: 'information',
  summary: 'A runner runs in a group that the host does not declare.',
  checkHost(context) {
    return undeclaredAccounts(context, {
      rule: 'unknown-group',
      option: 'group',
      declared: ['users', 'groups'],
      always: ALWAYS,
    });
  },
};
