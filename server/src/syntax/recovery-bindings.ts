// The recovery where names are bound: attribute paths, bindings, `inherit`, the formals of a function.
import { closers, frameInfo, type Frame } from './frames';
import { keywords, type Token } from './lexer';
import { startsNextBinding, startsOperand } from './recovery-expressions';
import { PLACEHOLDER, type RecoveryState } from './recovery-state';
import { bindingStarts } from './tokens';

export function inAttrPath(s: RecoveryState, frame: Frame, token: Token): void {
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

export function inBindings(s: RecoveryState, frame: Frame, token: Token): void {
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

export function inInherit(s: RecoveryState, frame: Frame, token: Token): void {
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

export function inFormals(s: RecoveryState, frame: Frame, token: Token): void {
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
