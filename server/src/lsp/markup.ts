// Texts for people in the form that the editor shows.
import type { MarkupContent, MarkupKind } from 'vscode-languageserver';

/** Markdown where the editor has said that it shows it, else the same as plain text. */
export function markup(markdown: string, formats: readonly MarkupKind[] | undefined): MarkupContent {
  return formats?.includes('markdown') === true
    ? { kind: 'markdown', value: markdown }
    : { kind: 'plaintext', value: plainText(markdown) };
}

/** What a Markdown text of ours says without its marks: blocks and spans of code stay as they are, links to pages give their address, those to files are named. */
function plainText(markdown: string): string {
  const parts = markdown.split(/^(`{3,})\w*\n([\s\S]*?)\n\1$/m);
  // Two groups for each block: what fences it, and what it holds.
  return parts.flatMap((part, i) => (i % 3 === 0 ? withoutMarks(part) : i % 3 === 2 ? part : [])).join('');
}

function withoutMarks(text: string): string {
  const spans = text.split(/(`+)(.*?)\1/);
  return spans
    .flatMap((span, i) => (i % 3 === 0 ? proseOf(span) : i % 3 === 2 ? span : []))
    .join('')
    .replace(/\[([^\]\n]*)\]\((https?:[^)\s]*)\)/g, '$1: $2')
    .replace(/\[([^\]\n]*)\]\(file:[^)\s]*\)/g, '$1');
}

function proseOf(text: string): string {
  return text.replace(/\*\*/g, '').replace(/(^|\s)_(?=\S)|(?<=\S)_(?=\s|$)/gm, '$1');
}
