// What is open where a text ends: the language's constructs around a cursor, told from what stands before it alone, so
// that whatever follows, however broken, does not matter.
import type { Frame } from './frames';
import type { Token } from './lexer';
import { step } from './recovery';
import { RecoveryState } from './recovery-state';

export interface OpenConstructs {
  /** From the outermost to the innermost; the first is of the kind `root`. Openers are indices of `tokens`. */
  readonly frames: readonly Frame[];
  /** Without the `EOF` at the end. */
  readonly tokens: readonly Token[];
  /** Whether the text ends inside of a comment. */
  readonly inComment: boolean;
}

/**
 * The constructs that are open at the end of a text. `within` says where the text begins: at the beginning of an
 * expression, or where a binding of a set or `let` may begin, whose frame then has the opener −1.
 */
export function openConstructs(text: string, within: 'root' | 'set' | 'let'): OpenConstructs {
  const state = new RecoveryState(text);
  if (within !== 'root') {
    // What follows on the bindings is an expression for `let` only.
    state.frame.state = within === 'let' ? 'start' : 'after';
    state.push(within, -1);
  }
  while (state.token.type !== 'EOF') {
    step(state);
  }
  const tokens = state.tokens.slice(0, -1);
  return { frames: state.frames, tokens, inComment: endsInComment(text, tokens) };
}

/** Behind the last token there are only blanks and comments. */
function endsInComment(text: string, tokens: readonly Token[]): boolean {
  const rest = text.slice(tokens.at(-1)?.end ?? 0).replace(/\/\*[^]*?\*\/|#[^\r\n]*[\r\n]/g, '');
  return rest.trim() !== '';
}
