// The constructs of the language that can be open at some place of a text, as the recovery sees them.

/** What an open construct waits for. */
export type FrameKind =
  | 'root'
  | 'paren'
  | 'list'
  | 'antiquotation'
  | 'value'
  | 'scope'
  | 'condition'
  | 'consequent'
  | 'default'
  | 'implied'
  | 'set'
  | 'block'
  | 'let'
  | 'inherit'
  | 'formals'
  | 'path'
  | 'string'
  | 'pathLiteral';

export interface Frame {
  readonly kind: FrameKind;
  /** Index of the token that opened it. */
  readonly opener: number;
  /**
   * Where it stands: an expression is expected (`start`, or `operand` where only an operand may follow), an item or
   * name is expected (`start`), something complete was read (`after`), or only the end may follow (`closed`).
   */
  state: 'start' | 'operand' | 'after' | 'closed';
  /** Of a `path`: what it is part of; of an expression: whether a selection was just read, so that `or` may follow. */
  role: 'binding' | 'select' | 'test' | 'none';
}

interface Complaint {
  readonly at: 'opener' | 'end';
  readonly message: string;
}

interface FrameInfo {
  /** Tokens that end it. */
  readonly closers: readonly string[];
  /** What to insert when it ends without one of them. */
  readonly closing: string;
  readonly isExpression: boolean;
  /** What to say then, and where: at the opening token or behind the last token. Nothing: the end says it all. */
  readonly complaint?: Complaint;
}

const unclosed = (open: string, close: string): Complaint => ({
  at: 'opener',
  message: `Unclosed \`${open}\`: there is no matching \`${close}\``,
});

/** What the recovery knows about each kind. */
export const frameInfo: Readonly<Record<FrameKind, FrameInfo>> = {
  root: { closers: ['EOF'], closing: '', isExpression: true },
  paren: { closers: [')'], closing: ')', isExpression: true, complaint: unclosed('(', ')') },
  list: { closers: [']'], closing: ']', isExpression: true, complaint: unclosed('[', ']') },
  antiquotation: { closers: ['}$'], closing: '}', isExpression: true, complaint: unclosed('${', '}') },
  value: {
    closers: [';'],
    closing: ';',
    isExpression: true,
    complaint: { at: 'end', message: 'Expected `;` after this binding' },
  },
  scope: {
    closers: [';'],
    closing: ';',
    isExpression: true,
    complaint: { at: 'opener', message: 'Expected `;` after what follows this keyword' },
  },
  condition: {
    closers: ['then'],
    closing: ' then ',
    isExpression: true,
    complaint: { at: 'opener', message: 'Expected `then` and `else` after this `if`' },
  },
  consequent: {
    closers: ['else'],
    closing: ' else ',
    isExpression: true,
    complaint: { at: 'opener', message: 'Expected `else` after this `then`: Nix has no `if` without it' },
  },
  default: { closers: [',', '}'], closing: '', isExpression: true },
  implied: { closers: [], closing: ')', isExpression: true },
  set: { closers: ['}'], closing: '}', isExpression: false, complaint: unclosed('{', '}') },
  // Bindings whose surroundings are not looked at.
  block: { closers: ['END'], closing: '', isExpression: false },
  let: {
    closers: ['in'],
    closing: ' in ',
    isExpression: false,
    complaint: { at: 'opener', message: 'Expected `in` after the bindings of this `let`' },
  },
  inherit: {
    closers: [';'],
    closing: ';',
    isExpression: false,
    complaint: { at: 'end', message: 'Expected `;` after the inherited names' },
  },
  formals: { closers: ['}'], closing: '}', isExpression: false, complaint: unclosed('{', '}') },
  path: { closers: [], closing: '', isExpression: false },
  string: {
    closers: ['"end', "''end"],
    closing: '"',
    isExpression: false,
    complaint: { at: 'opener', message: 'Unclosed string: there is no closing quote' },
  },
  pathLiteral: { closers: [], closing: '', isExpression: false },
};

/** Tokens that end a construct, but for the end of a string, which stands for nothing anywhere else. */
export const closers: ReadonlySet<string> = new Set(
  Object.entries(frameInfo).flatMap(([kind, info]) => (kind === 'string' ? [] : info.closers)),
);
