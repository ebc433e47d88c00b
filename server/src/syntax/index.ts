// Syntax: from the text of a Nix file to its AST. Imports nothing but the parser runtime: no files, no editor.
export * from './ast';
export type { TextChange } from './change';
export { LineIndex, type LinePosition } from './lines';
export { loadNixParser, type NixParser, type ParsedDocument, type ParserLimits, type ParserModules } from './parser';
export { lookUp, scopesOf, withsAround, type Reference, type Scope, type Scopes, type ScopeVariable } from './scopes';
export { bindingChildren, bindingsOf, children, descendants, nodeAt } from './visit';
