// What to say about a text that the grammar cannot read, and the smallest changes that make it readable. Goes through
// the exact tokens once with a stack of open constructs; operators' precedence does not matter here.
// The changed text is parsed instead, so that everything that is not broken keeps its meaning. Pipe operators and a
// comma behind the last formal, which are right but unknown to the grammar, are rewritten without a word.
import type { SyntaxProblem } from './ast';
import type { EditedText } from './edits';
import { frameInfo, type Frame } from './frames';
import { keywords, type Token } from './lexer';
import type { PipeOperator } from './operators';
import { PLACEHOLDER, RecoveryState, isEnd } from './recovery-state';
import { bindingStarts, formalsStart } from './tokens';

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

const operands: ReadonlySet<string> = new Set("ID INT FLOAT URI PATH SPATH \" '' ( [ { rec".split(' '));
const binaryOperators: ReadonlySet<string> = new Set('+ - * / ++ // == != < <= > >= && || -> |> <|'.split(' '));
const closers: ReadonlySet<string> = new Set(') ] } }$ ; , then else in END EOF'.split(' '));

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

/** Where an expression, a list's item or its end is expected. */
function beforeOperand(s: RecoveryState, frame: Frame, token: Token): void {
  const { type } = token;
  if (frame.kind === 'list' && type === ']') {
    s.index++;
    s.frames.pop();
  } else if (startsNextBinding(s)) {
    s.missingExpression(frame);
  } else if (isConstruct(s)) {
    if (frame.state === 'start' && frame.kind !== 'list') {
      construct(s, token);
    } else {
      s.imply(token);
    }
  } else if (startsOperand(s, type)) {
    operand(s, frame, token);
  } else if ((type === '-' || type === '!') && frame.kind !== 'list') {
    s.index++;
    frame.state = 'operand';
  } else if (type === 'BAD' || type === '${' || (frame.kind === 'list' && !closers.has(type))) {
    s.drop(token, frame);
  } else if (frame.kind === 'list') {
    frame.state = 'after';
  } else {
    s.missingExpression(frame);
  }
}

/** Whether the next binding seems to begin here although the one before has not ended. */
function startsNextBinding(s: RecoveryState): boolean {
  const { frame, token } = s;
  const begins = token.type === 'inherit' || bindingStarts(s.tokens, s.matches, s.index);
  // On one line `a = b c = 1;` is likely two bindings, but `a = if b = c then` is a wrong comparison.
  const isPlausible = s.isOnNewLine(token) || (frame.kind === 'value' && frame.state === 'after');
  if (!begins || !isPlausible) {
    return false;
  }
  const inner = s.frames.findLast((open) =>
    ['value', 'set', 'let', 'antiquotation', 'formals', 'root'].includes(open.kind),
  );
  return inner?.kind === 'value';
}

/** Whether a function, `let … in`, `with`, `assert` or `if` begins here. */
function isConstruct(s: RecoveryState): boolean {
  const next = s.tokens[s.index + 1]?.type;
  switch (s.token.type) {
    case 'ID':
      return next === ':' || next === '@';
    case '{':
      return formalsStart(s.tokens, s.matches, s.index);
    case 'let':
      return next !== '{';
    case 'assert':
    case 'with':
    case 'if':
      return true;
    default:
      return false;
  }
}

function construct(s: RecoveryState, token: Token): void {
  s.index++;
  switch (token.type) {
    case 'ID':
      if (s.token.type === ':') {
        s.index++;
      } else if (s.tokens[s.index + 1]?.type === '{') {
        s.push('formals', s.index + 1);
        s.index += 2;
      } else {
        s.drop(s.token, s.frame, 'Expected `{` and the argument names after `@`');
      }
      return;
    case '{':
      s.push('formals', s.index - 1);
      return;
    case 'let':
      s.push('let', s.index - 1);
      return;
    case 'if':
      s.push('condition', s.index - 1);
      return;
    default:
      s.push('scope', s.index - 1);
  }
}

function startsOperand(s: RecoveryState, type: string): boolean {
  return operands.has(type) || (type === 'let' && s.tokens[s.index + 1]?.type === '{');
}

function operand(s: RecoveryState, frame: Frame, token: Token): void {
  frame.state = 'after';
  frame.role = 'none';
  s.index++;
  switch (token.type) {
    case 'PATH':
      s.push('pathLiteral', s.index - 1);
      return;
    case '"':
    case "''":
      s.push('string', s.index - 1);
      return;
    case '(':
      s.push('paren', s.index - 1);
      return;
    case '[':
      s.push('list', s.index - 1);
      return;
    case '{':
      s.push('set', s.index - 1);
      return;
    case 'let':
      s.push('set', s.index++);
      return;
    case 'rec':
      if (s.token.type === '{') {
        s.push('set', s.index++);
      } else {
        s.report(token, 'Expected `{` after `rec`');
        s.edits.replace(token.start, token.end, '');
        s.insertHere(PLACEHOLDER);
      }
  }
}

/** Behind a complete operand: an operator, an argument or item, or the end of the expression. */
function afterOperand(s: RecoveryState, frame: Frame, token: Token): void {
  const { type } = token;
  if (frameInfo[frame.kind].closers.includes(type)) {
    finish(s, frame);
  } else if (startsNextBinding(s)) {
    s.closeTo('value');
  } else if (type === '.') {
    s.push('path', s.index++, 'select');
  } else if (type === 'or' && frame.role === 'select') {
    s.index++;
    frame.state = 'operand';
    frame.role = 'none';
  } else if (type === 'or') {
    s.index++;
  } else if (frame.kind !== 'list' && (binaryOperators.has(type) || type === '=' || type === '?')) {
    operator(s, frame, token);
  } else if (isConstruct(s)) {
    s.imply(token);
  } else if (startsOperand(s, type)) {
    operand(s, frame, token);
  } else if (type === ',' && frame.kind === 'value') {
    s.report(token, 'Unexpected `,`: a binding ends with `;`');
    s.edits.replace(token.start, token.end, ';');
    s.index++;
    s.frames.pop();
  } else if (closers.has(type)) {
    s.closeFor(token, frame);
  } else {
    s.drop(token, frame);
  }
}

function operator(s: RecoveryState, frame: Frame, token: Token): void {
  s.index++;
  frame.role = 'none';
  if (token.type === '?') {
    s.push('path', s.index - 1, 'test');
    return;
  }
  frame.state = 'operand';
  if (token.type === '|>' || token.type === '<|') {
    s.pipes.set(token.start, token.type);
    s.edits.replace(token.start, token.end, '->');
  } else if (token.type === '=') {
    s.report(token, 'Unexpected `=`: values are compared with `==`');
    s.edits.replace(token.start, token.end, '==');
  } else if (token.type === '//') {
    // Without blanks the grammar takes `a//b` for a path.
    s.edits.insert(token.start, ' ');
    s.edits.insert(token.end, ' ');
  }
}

/** The token that an expression waited for is there. */
function finish(s: RecoveryState, frame: Frame): void {
  s.frames.pop();
  if (frame.kind !== 'default') {
    s.index++;
  }
  if (frame.kind === 'condition') {
    s.push('consequent', s.index - 1);
  }
}

function inAttrPath(s: RecoveryState, frame: Frame, token: Token): void {
  const { type } = token;
  if (frame.state === 'after') {
    if (type === '.') {
      s.index++;
      frame.state = 'start';
    } else {
      s.frames.pop();
      afterAttrPath(s, frame);
    }
    return;
  }
  frame.state = 'after';
  const isNextLine = s.isOnNewLine(token);
  if (frame.role !== 'binding' && isNextLine && startsNextBinding(s)) {
    s.missingName();
  } else if (type === 'ID' || type === 'or') {
    s.index++;
  } else if (type === '"') {
    s.push('string', s.index++);
  } else if (type === '${') {
    s.push('antiquotation', s.index++);
  } else if (keywords.has(type) && !isNextLine) {
    s.report(token, `\`${type}\` is a keyword: as an attribute name it needs quotes`);
    s.edits.insert(token.start, ' "');
    s.edits.insert(token.end, '" ');
    s.index++;
  } else {
    s.missingName();
  }
}

function afterAttrPath(s: RecoveryState, path: Frame): void {
  const { token } = s;
  if (path.role !== 'binding') {
    s.frame.role = path.role;
    return;
  }
  if (token.type === '=') {
    s.push('value', s.index++);
  } else if (token.type === ':') {
    s.report(token, 'Unexpected `:`: a binding is written `name = value;`');
    s.edits.replace(token.start, token.end, '=');
    s.push('value', s.index++);
  } else if (startsOperand(s, token.type) && !s.isOnNewLine(token) && !bindingStarts(s.tokens, s.matches, s.index)) {
    s.reportEnd('Expected `=` between this name and its value');
    s.insertHere(' = ');
    s.push('value', s.index);
  } else {
    s.reportEnd('Expected `=` and a value after this name');
    s.insertHere(` = ${PLACEHOLDER}`);
    s.push('value', s.index).state = 'after';
  }
}

function inBindings(s: RecoveryState, frame: Frame, token: Token): void {
  const { type } = token;
  const next = s.tokens[s.index + 1]?.type;
  if (frameInfo[frame.kind].closers.includes(type)) {
    s.index++;
    s.frames.pop();
  } else if (type === 'inherit') {
    s.push('inherit', s.index++);
    if (s.token.type === '(') {
      s.push('paren', s.index++);
    }
  } else if (['ID', 'or', '"', '${'].includes(type) || (keywords.has(type) && (next === '=' || next === '.'))) {
    s.push('path', s.index, 'binding');
  } else if (closers.has(type)) {
    s.closeFor(token, frame);
  } else {
    s.dropUntilBinding(token);
  }
}

function inInherit(s: RecoveryState, frame: Frame, token: Token): void {
  const { type } = token;
  const isName = type === 'ID' || type === 'or' || type === '"' || type === '${';
  if (isName && !bindingStarts(s.tokens, s.matches, s.index)) {
    s.index++;
    frame.state = 'after';
    if (type === '"' || type === '${') {
      s.push(type === '"' ? 'string' : 'antiquotation', s.index - 1);
    }
  } else if (type === ';') {
    // Nix accepts an empty list of names, the grammar does not.
    if (frame.state !== 'after') {
      s.insertHere(PLACEHOLDER);
    }
    s.index++;
    s.frames.pop();
  } else if (isName || type === 'inherit' || closers.has(type)) {
    s.close(frame);
  } else {
    s.drop(token, frame);
  }
}

function inFormals(s: RecoveryState, frame: Frame, token: Token): void {
  const { type } = token;
  const { previous } = s;
  if (type === '}') {
    if (frame.state === 'start' && previous?.type === ',') {
      s.edits.replace(previous.start, previous.end, ' ');
    }
    s.index++;
    s.frames.pop();
    afterFormals(s, frame);
  } else if (frame.state === 'closed' && !closers.has(type.replace(',', ''))) {
    s.drop(token, frame, `Unexpected \`${type}\`: nothing may follow \`...\``);
  } else if (type === ',' && frame.state === 'after') {
    s.index++;
    frame.state = 'start';
  } else if (type === 'ID' || type === '...') {
    if (frame.state === 'after') {
      s.reportEnd('Expected `,` between the arguments');
      s.insertHere(', ');
    }
    s.index++;
    frame.state = type === '...' ? 'closed' : 'after';
    if (type === 'ID' && s.token.type === '?') {
      s.push('default', s.index++);
    }
  } else if (closers.has(type) && type !== ',') {
    s.closeFor(token, frame);
  } else {
    s.drop(token, frame);
  }
}

function afterFormals(s: RecoveryState, frame: Frame): void {
  const isNamed = s.tokens[frame.opener - 1]?.type === '@';
  if (!isNamed && s.token.type === '@' && s.tokens[s.index + 1]?.type === 'ID') {
    s.index += 2;
  }
  if (s.token.type === ':') {
    s.index++;
  } else {
    s.reportEnd('Expected `:` and the body of the function after its arguments');
    s.insertHere(': ');
  }
}
