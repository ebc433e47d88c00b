// What programs of the system have to say about generated texts.

/** The programs that look at previews, as the setting `nixosRunner.externalChecks` names them. */
export const CHECKS = ['systemd-analyze verify', 'systemd-analyze security', 'shellcheck', 'bash -n'] as const;

export type Check = (typeof CHECKS)[number];

/** A complaint about a text; lines and columns (UTF-16) are counted from 0. */
export interface CheckFinding {
  readonly check: Check;
  readonly severity: 'error' | 'warning' | 'information' | 'hint';
  /** In the program's words. */
  readonly message: string;
  readonly start: { readonly line: number; readonly character: number };
  readonly end: { readonly line: number; readonly character: number };
  /** The program's name for the kind of complaint, and its page. */
  readonly code?: { readonly value: string; readonly href: string };
}

/** A range over a line without the blanks in front. */
export function wholeLine(lines: readonly string[], line: number): Pick<CheckFinding, 'start' | 'end'> {
  const at = Math.max(0, Math.min(line, lines.length - 1));
  const text = lines[at] ?? '';
  return {
    start: { line: at, character: text.length - text.trimStart().length },
    end: { line: at, character: text.length },
  };
}
