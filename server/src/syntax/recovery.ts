// What to say about a text that the grammar cannot read, and the smallest changes that make it readable. Goes through
// the exact tokens once with a stack of open constructs; operators' precedence does not matter here.
// The changed text is parsed instead, so that everything that is not broken keeps its meaning. Pipe operators and a
// comma behind the last formal, which are right but unknown to the grammar, are rewritten without a word.
import type { SyntaxProblem } from './ast';
import type { EditedText } from './edits';
import { frameInfo, type Frame } from './frames';
import type { Token } from './lexer';
import type { PipeOperator } from './lowering';
import { inAttrPath, inBindings, inFormals, inInherit } from './recovery-bindings';
import { afterOperand, beforeOperand } from './recovery-expressions';
import { RecoveryState, isEnd } from './recovery-state';

export interface Recovered {
  readonly edited: EditedText;
  readonly problems: readonly SyntaxProblem[];
  /** By their offset in the original text. */
  readonly pipes: ReadonlyMap<number, PipeOperator>;
  /** Whether the text, as a part of a longer one that has no other fault, could be taken in another way. */
  readonly dependsOnSurroundings: boolean;
}

/**
 * Undefined when `deadline` (milliseconds since the epoch) passes first.
 * @param within `block` for bindings between two braces, which nothing inside opens or closes
 */
export function recover(text: string, deadline: number, within: 'root' | 'block' = 'root'): Recovered | undefined {
  const state = new RecoveryState(text, within);
  for (let steps = 1; state.frames.length > 0; steps++) {
    step(state);
    // Unmatched brackets in their thousands make each step look far around.
    if (steps % 64 === 0 && Date.now() > deadline) {
      return undefined;
    }
  }
  const { problems, pipes, dependsOnSurroundings } = state;
  return { edited: state.edits.apply(state.text), problems, pipes, dependsOnSurroundings };
}

/** Takes the token at hand: opens, closes or goes on with a construct. */
export function step(s: RecoveryState): void {
  const { frame, token } = s;
  switch (frame.kind) {
    case 'string':
      return inString(s, frame, token);
    case 'pathLiteral':
      return inPathLiteral(s, token);
    case 'path':
      return inAttrPath(s, frame, token);
    case 'set':
    case 'block':
    case 'let':
      return inBindings(s, frame, token);
    case 'inherit':
      return inInherit(s, frame, token);
    case 'formals':
      return inFormals(s, frame, token);
    case 'root':
    case 'paren':
    case 'list':
    case 'antiquotation':
    case 'value':
    case 'scope':
    case 'condition':
    case 'consequent':
    case 'default':
    case 'implied':
      return frame.state === 'after' ? afterOperand(s, frame, token) : beforeOperand(s, frame, token);
    default:
      return frame.kind satisfies never;
  }
}

function inString(s: RecoveryState, frame: Frame, token: Token): void {
  if (isEnd(token)) {
    s.close(frame);
  } else {
    s.index++;
    if (token.type === '${') {
      s.push('antiquotation', s.index - 1);
    } else if (frameInfo.string.closers.includes(token.type)) {
      s.frames.pop();
    }
  }
}

function inPathLiteral(s: RecoveryState, token: Token): void {
  const glued = token.start === s.previous?.end;
  if (glued && token.type === '${') {
    s.push('antiquotation', s.index++);
  } else if (glued && token.type === 'PART') {
    s.index++;
  } else {
    s.frames.pop();
  }
}
