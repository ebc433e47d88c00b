// Renaming a variable: every place of it in its file, and the attributes that are named after it. What would change the
// meaning of the file is refused.
import type { ParseResult, Span } from '../syntax/ast';
import { keywords } from '../syntax/lexer';
import { LineIndex } from '../syntax/lines';
import { scopesOf, type Scope, type ScopeVariable } from '../syntax/scopes';
import { attributeUses, type AttributeUses } from './attribute-uses';
import { nameAt } from './name-at';
import { variableOf } from './occurrences';
import { renameEdits, type SpanEdit } from './rename-edits';

/** Why something cannot be renamed, for people. */
export interface RenameProblem {
  readonly problem: string;
}

export interface Renameable {
  readonly variable: ScopeVariable;
  /** The name under the cursor. */
  readonly span: Span;
}

/** What renaming at an offset (UTF-16) would rename; `undefined` where there is no name. */
export function prepareRename(parse: ParseResult, offset: number): Renameable | RenameProblem | undefined {
  const name = nameAt(parse, offset);
  if (name === undefined) return undefined;
  const variable = variableOf(name);
  if (variable !== undefined) {
    if (variable.scope.expr.kind === 'LegacyLet' && variable.name === 'body')
      return { problem: '`body` is the value of this `let { … }`. It cannot have another name.' };
    if (!isName(variable.name) && variable.definitions.some(({ inherited }) => inherited === 'scope'))
      return { problem: `\`${variable.name}\` can be taken by \`inherit\` alone, so that it has to keep its name.` };
    return { variable, span: name.span };
  }
  const shown = parse.text.slice(name.span.start, name.span.end);
  return {
    problem:
      name.reference === undefined
        ? `\`${shown}\` is the name of an attribute. Only variables and arguments can be renamed.`
        : `\`${shown}\` is not defined in this file. Only variables and arguments of this file can be renamed.`,
  };
}

/** The edits that rename the variable at an offset (UTF-16), in the order of the text; `undefined` where there is no name. */
export function rename(
  parse: ParseResult,
  offset: number,
  newName: string,
): { readonly edits: readonly SpanEdit[] } | RenameProblem | undefined {
  const found = prepareRename(parse, offset);
  if (found === undefined || 'problem' in found) return found;
  const { variable } = found;
  if (newName === variable.name) return { edits: [] };
  const invalid = nameProblem(newName);
  if (invalid !== undefined) return { problem: invalid };
  const uses = attributeUses(parse, variable);
  if ('elsewhere' in uses)
    return {
      problem: `\`${variable.name}\` is also the name of an attribute: ${uses.elsewhere}. Nothing was renamed.`,
    };
  const conflict = conflictOf(parse, variable, newName, uses);
  return conflict === undefined ? { edits: renameEdits(parse, variable, newName, uses) } : { problem: conflict };
}

const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/;

function isName(text: string): boolean {
  return IDENTIFIER.test(text) && !keywords.has(text) && text !== '__curPos';
}

function nameProblem(name: string): string | undefined {
  if (isName(name)) return undefined;
  if (IDENTIFIER.test(name)) return `\`${name}\` is a word of the Nix language. Choose another name.`;
  return `\`${name}\` is no name for a variable: it takes a letter or \`_\`, then letters, digits, \`_\`, \`-\` and \`'\`.`;
}

/** Why the new name would mean something else somewhere. */
function conflictOf(
  parse: ParseResult,
  variable: ScopeVariable,
  newName: string,
  uses: AttributeUses,
): string | undefined {
  const lines = LineIndex.of(parse.text);
  const line = (span: Span | undefined): string => `line ${lines.position(span?.start ?? 0).line + 1}`;
  const definedAt = (other: ScopeVariable | undefined): string => line(other?.definitions[0]?.span);

  const twin = variable.scope.variables.get(newName);
  if (twin !== undefined)
    return `\`${newName}\` is already defined beside \`${variable.name}\`, in ${definedAt(twin)}.`;
  if (uses.others.has(newName))
    return `There is already an attribute \`${newName}\` where \`${variable.name}\` is one.`;

  for (const { scope, span, inherits } of variable.references) {
    // `inherit a;` becomes `a = b;`, where `b` is looked up inside of what it defines.
    const inner = inherits ? scopeDefining(parse, span) : undefined;
    const hiding = hides(inner ?? scope, variable.scope, newName);
    if (hiding !== undefined)
      return `In ${line(span)}, \`${newName}\` would mean the variable that ${definedAt(hiding)} defines.`;
  }
  for (const { name, variable: other, scope, span } of scopesOf(parse).references) {
    if (name !== newName || !isInside(scope, variable.scope)) continue;
    if (other === undefined || !isInside(other.scope, variable.scope))
      return `\`${newName}\` in ${line(span)} would mean this variable instead of what it means now.`;
  }
  return undefined;
}

/** The scope whose variable a bare `inherit` defines at a span. */
function scopeDefining(parse: ParseResult, { start }: Span): Scope | undefined {
  return scopesOf(parse).variables.find(({ definitions }) =>
    definitions.some(({ span, inherited }) => span.start === start && inherited === 'scope'),
  )?.scope;
}

/** The variable that has a name in `scope` or between it and the scope `until` around it. */
function hides(scope: Scope | undefined, until: Scope, name: string): ScopeVariable | undefined {
  for (let s = scope; s !== undefined && s !== until; s = s.parent) {
    const found = s.variables.get(name);
    if (found !== undefined) return found;
  }
  return undefined;
}

function isInside(scope: Scope | undefined, outer: Scope): boolean {
  for (let s = scope; s !== undefined; s = s.parent) if (s === outer) return true;
  return false;
}
