import type { SystemdDirective } from './systemd-directives';

const BOOLEAN = /^(1|yes|y|true|t|on|0|no|n|false|f|off)$/i;
const MODE = /^0*[0-7]{1,4}$/;
const UNSIGNED = /^\+?(0x[\da-f]+|0b[01]+|0o[0-7]+|\d+)$/i;
const UNIT = '(?:seconds?|sec|s|minutes?|min|months?|M|msec|ms|m|hours?|hr|h|days?|d|weeks?|w|years?|y|usec|us|µs|μs)';
const TIMESPAN = new RegExp(`^(?:infinity|(?:\\+?(?:\\d+(?:\\.\\d*)?|\\.\\d+)\\s*${UNIT}?\\s*)+)$`);
const SIZE = /^(?:infinity|\d+(?:\.\d*)?%|(?:\d+(?:\.\d*)?\s*[EPTGMKB]?\s*)+)$/;
const PERCENTAGE = /^\d+(?:\.\d{1,2})?%$/;
const SIGNAL =
  /^(?:SIG)?(?:HUP|INT|QUIT|ILL|TRAP|ABRT|IOT|BUS|FPE|KILL|USR1|SEGV|USR2|PIPE|ALRM|TERM|STKFLT|CHLD|CLD|CONT|STOP|TSTP|TTIN|TTOU|URG|XCPU|XFSZ|VTALRM|PROF|WINCH|IO|POLL|PWR|SYS|RTMIN(?:\+\d+)?|RTMAX(?:-\d+)?)$|^\d{1,2}$/;

/**
 * Whether systemd takes `text` as a value of the directive. An empty text, and one with a specifier, quotes or
 * backslashes where those mean something, counts as taken.
 * Source: systemd.syntax(7), systemd.time(7), systemd.exec(5), and the parsers in systemd's src/core/load-fragment.c.
 */
export function takesValue(directive: SystemdDirective, text: string): boolean {
  const value = text.trim();
  if (value === '') return true;
  switch (directive.kind) {
    case 'text':
      return true;
    case 'boolean':
      return BOOLEAN.test(value) || directive.words?.includes(value) === true;
    case 'words':
      return directive.words?.includes(value) === true;
    case 'mode':
      return MODE.test(value);
    case 'timespan':
      return TIMESPAN.test(value);
    case 'unsigned':
      return UNSIGNED.test(value);
    case 'signal':
      return SIGNAL.test(value);
    case 'size':
      return SIZE.test(value);
    case 'percentage':
      return PERCENTAGE.test(value);
    case 'path':
      return /^[/%]/.test(value);
    case 'paths':
    case 'bind-paths':
      return eachWord(value, (word) => /^[-+]*[/%]/.test(word));
    case 'directories':
      return eachWord(value, (word) => !word.startsWith('/') && !word.split(/[/:]/).includes('..'));
  }
}

/** Quoted words are not taken apart here. */
function eachWord(value: string, takes: (word: string) => boolean): boolean {
  return /["'\\]/.test(value) || value.split(/\s+/).every(takes);
}

/** What a directive takes, for messages: "a Boolean or `strict`". */
export function expectedValue(directive: SystemdDirective): string {
  const words = (directive.words ?? []).map((word) => `\`${word}\``);
  switch (directive.kind) {
    case 'boolean':
      return listed(['a Boolean', ...words]);
    case 'words':
      return listed(words);
    case 'mode':
      return 'an octal file mode such as `"0077"`';
    case 'timespan':
      return 'a time span such as `"5min 20s"`';
    case 'unsigned':
      return 'a number that is not negative';
    case 'signal':
      return 'the name of a signal such as `"SIGTERM"`';
    case 'size':
      return 'a size such as `"2G"` (with `K`, `M`, `G` or `T`, without `B`), a percentage or `"infinity"`';
    case 'percentage':
      return 'a percentage such as `"50%"`';
    case 'path':
      return 'an absolute path';
    case 'paths':
    case 'bind-paths':
      return 'absolute paths';
    case 'directories':
      return "paths relative to the directory's root, without `..`";
    case 'text':
      return 'a text';
  }
}

function listed(alternatives: readonly string[]): string {
  const last = alternatives.at(-1) ?? '';
  return alternatives.length < 2 ? last : `${alternatives.slice(0, -1).join(', ')} or ${last}`;
}
