// What a completion offers, as plain data.
import { nixIdentifier, nixStringLiteral } from '../../nixpkgs-lib/nix-syntax';
import type { Span } from '../../syntax/ast';
import type { NameContext } from '../cursor/contexts';

export type CompletionKind =
  | 'option'
  | 'runner'
  | 'snippet'
  | 'value'
  | 'boolean'
  | 'secret'
  | 'package'
  | 'account'
  | 'directive'
  | 'variable'
  | 'attribute'
  | 'function'
  | 'keyword'
  | 'file'
  | 'folder';

export interface CompletionItem {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Beside the label: a type, or where it comes from. */
  readonly detail?: string;
  /** What is inserted; the label where it is not given. */
  readonly insert?: string;
  /** Whether `insert` has the places of a snippet, in the protocol's notation. */
  readonly snippet?: boolean;
  /** What people type to find it, where that is not the label. */
  readonly filter?: string;
  /** Items stand in the order of their ranks, then in the order of the list. */
  readonly rank: number;
  /** Markdown, made when somebody looks at the item. */
  readonly documentation?: () => string | undefined;
}

export interface CompletionList {
  readonly items: readonly CompletionItem[];
  /** What an item replaces: up to the cursor, or with the rest of the name behind it. */
  readonly typed: Span;
  /** Whether an evaluation of the text as it stands may tell more. */
  readonly incomplete: boolean;
}

/** Ranks of groups of items: what the place asks for comes before what may stand anywhere. */
export const RANK = { asked: 0, wanted: 1, fitting: 2, named: 3, general: 5, keyword: 6, set: 8 } as const;

/** One of several texts in a snippet. */
export function snippetChoice(place: number, choices: readonly string[]): string {
  return `\${${place}|${choices.map((choice) => choice.replace(/[\\,|$}]/g, '\\$&')).join(',')}|}`;
}

/** A name as it is written at the cursor, with what people type to find it. */
export function writtenName(
  { quoted }: Pick<NameContext, 'quoted'>,
  name: string,
): Pick<CompletionItem, 'filter'> & { readonly insert: string } {
  const insert = quoted ? nixStringLiteral(name) : nixIdentifier(name);
  return insert === name ? { insert } : { insert, filter: quoted ? insert : name };
}

/** A value that may stand at a place. */
export interface Choice {
  /** Nix code; with `text`, the string literal of it. */
  readonly code: string;
  /** The content, where it is a string. */
  readonly text?: string;
  readonly kind: CompletionItem['kind'];
  readonly detail?: string;
  readonly snippet?: boolean;
  /** Where it stands among the others; with what is asked for, unless it says otherwise. */
  readonly rank?: number;
  readonly documentation?: () => string | undefined;
}

/** A choice that is the string `text`. */
export function stringChoice(text: string, kind: Choice['kind'] = 'value', detail?: string): Choice {
  return { code: nixStringLiteral(text), text, kind, ...(detail !== undefined && { detail }) };
}
