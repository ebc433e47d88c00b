// Completion, one file for each kind of what is offered.
export { completion } from './completion';
export type { CompletionItem, CompletionKind, CompletionList } from './item';
