// The places of a variable in its file, and highlighting them.
import type { ParseResult, Span } from '../syntax/ast';
import type { ScopeVariable } from '../syntax/scopes';
import { nameAt, type NameAt } from './name-at';

/** A place of a name; `write` where it gets its value. */
export interface Occurrence {
  readonly span: Span;
  readonly access: 'read' | 'write';
}

/** The variable that a name stands for: the one that is used, else the one that is defined. */
export function variableOf({ reference, defines }: NameAt): ScopeVariable | undefined {
  return reference?.variable ?? defines;
}

/** All places of a variable, in the order of the text. */
export function occurrencesOf(variable: ScopeVariable): Occurrence[] {
  return [
    ...variable.definitions.map(({ span }) => ({ span, access: 'write' as const })),
    ...variable.references.map(({ span }) => ({ span, access: 'read' as const })),
  ].sort((a, b) => a.span.start - b.span.start);
}

/** The places of the variable whose name is at an offset (UTF-16). */
export function highlights(parse: ParseResult, offset: number): Occurrence[] {
  const name = nameAt(parse, offset);
  const variable = name && variableOf(name);
  return variable === undefined ? [] : occurrencesOf(variable);
}
