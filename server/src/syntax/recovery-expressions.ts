// The recovery where an expression stands: operands, operators, and the constructs that go to the end of an expression.
import { closers, frameInfo, type Frame } from './frames';
import type { Token } from './lexer';
import { PLACEHOLDER, type RecoveryState } from './recovery-state';
import { bindingStarts, formalsStart } from './tokens';

const operands: ReadonlySet<string> = new Set("ID INT FLOAT URI PATH SPATH \" '' ( [ { rec".split(' '));
const binaryOperators: ReadonlySet<string> = new Set('+ - * / ++ // == != < <= > >= && || -> |> <|'.split(' '));

/** Where an expression, a list's item or its end is expected. */
export function beforeOperand(s: RecoveryState, frame: Frame, token: Token): void {
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
export function startsNextBinding(s: RecoveryState): boolean {
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

/** Whether an operand begins here: a value that is neither a construct of keywords nor a function. */
export function startsOperand(s: RecoveryState, type: string): boolean {
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
export function afterOperand(s: RecoveryState, frame: Frame, token: Token): void {
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
