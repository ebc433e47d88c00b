// What a command is given of the terminal, so that tests can stand in for it.

export interface Io {
  /** The folder that relative paths start from. */
  readonly cwd: string;
  /** Whether standard output is a terminal that shows colours. */
  readonly colour: boolean;
  out(text: string): void;
  err(text: string): void;
  /** Shows how far a long command is, on a terminal only; an empty text takes it away again. */
  progress?(text: string): void;
  /** All of standard input. */
  readStdin(): Promise<Uint8Array>;
}

/** The exit statuses of every command. */
export const EXIT = {
  ok: 0,
  /** Findings, or an evaluation that failed. */
  findings: 1,
  /** Wrong usage, or a file that cannot be read. */
  usage: 2,
} as const;
