import {
  CompletionItemKind,
  CompletionTriggerKind,
  InsertTextFormat,
  InsertTextMode,
  type ClientCapabilities,
  type CompletionItem,
  type CompletionList,
  type CompletionParams,
  type InsertReplaceEdit,
  type Range,
} from 'vscode-languageserver/node';
import {
  completion,
  type CompletionItem as PlainItem,
  type CompletionKind,
  type CompletionList as PlainList,
  withAddresses,
} from '../../features';
import { linesOf, type Source } from '../../evaluator/position';
import { rangeOf, type AddressOf } from '../convert';
import { markup } from '../markup';
import type { Handler } from './handler';

const KINDS: Readonly<Record<CompletionKind, CompletionItemKind>> = {
  option: CompletionItemKind.Property,
  runner: CompletionItemKind.Module,
  snippet: CompletionItemKind.Snippet,
  value: CompletionItemKind.EnumMember,
  boolean: CompletionItemKind.Value,
  secret: CompletionItemKind.Reference,
  package: CompletionItemKind.Module,
  account: CompletionItemKind.Constant,
  directive: CompletionItemKind.Property,
  variable: CompletionItemKind.Variable,
  attribute: CompletionItemKind.Field,
  function: CompletionItemKind.Function,
  keyword: CompletionItemKind.Keyword,
  file: CompletionItemKind.File,
  folder: CompletionItemKind.Folder,
};

/** What decides on the form of an answer. */
interface Abilities {
  readonly snippets: boolean;
  readonly insertReplace: boolean;
  /** Whether the range that is replaced is said once for the whole list. */
  readonly sharedRange: boolean;
  /** Whether several lines of plain text get the indentation of the first from the editor. */
  readonly indents: boolean;
}

function abilitiesOf({ textDocument }: ClientCapabilities): Abilities {
  const { completionItem, completionList, insertTextMode } = textDocument?.completion ?? {};
  return {
    snippets: completionItem?.snippetSupport ?? false,
    insertReplace: completionItem?.insertReplaceSupport ?? false,
    sharedRange: completionList?.itemDefaults?.includes('editRange') ?? false,
    indents: insertTextMode === InsertTextMode.adjustIndentation,
  };
}

export const completionHandler: Handler = {
  capabilities: { completionProvider: { triggerCharacters: ['.', '/', '"', ' '], resolveProvider: true } },
  register({ connection, typing, abilities }) {
    /** The items of the last list: their documentation is made when somebody looks at one. */
    let last: {
      readonly number: number;
      readonly items: readonly PlainItem[];
      readonly addressOf: AddressOf;
    } = { number: 0, items: [], addressOf: (path) => path };
    connection.onCompletion(
      typing<CompletionParams, CompletionList | null>(
        'completing',
        null,
        (moment, { position, context }, { addressOf }) => {
          const { source } = moment.program;
          const offset = linesOf(source).offset(position);
          const byCharacter = context?.triggerKind === CompletionTriggerKind.TriggerCharacter;
          const found = completion(moment, offset, byCharacter ? context.triggerCharacter : undefined);
          if (found === undefined) return undefined;
          last = { number: last.number + 1, items: found.items, addressOf };
          return listOf(source, found, offset, last.number, abilitiesOf(abilities() ?? {}));
        },
      ),
    );
    connection.onCompletionResolve((item) => {
      const place = placeIn(item.data);
      if (place?.list !== last.number) return item;
      const text = last.items[place.index]?.documentation?.();
      if (text === undefined) return item;
      const formats = abilities()?.textDocument?.completion?.completionItem?.documentationFormat;
      return { ...item, documentation: markup(withAddresses(text, last.addressOf), formats) };
    });
  },
};

function placeIn(data: unknown): { list: number; index: number } | undefined {
  if (!Array.isArray(data)) return undefined;
  const [list, index] = data as unknown[];
  return typeof list === 'number' && typeof index === 'number' ? { list, index } : undefined;
}

function listOf(
  source: Source,
  { items, typed, incomplete }: PlainList,
  offset: number,
  number: number,
  abilities: Abilities,
): CompletionList {
  const replace = rangeOf(source, typed);
  const insert = rangeOf(source, { start: typed.start, end: offset });
  const editRange = abilities.insertReplace ? { insert, replace } : replace;
  const lineStart = typed.start - replace.start.character;
  const [indent = ''] = /^[ \t]*/.exec(source.text.slice(lineStart, typed.start)) ?? [];
  return {
    isIncomplete: incomplete,
    ...(abilities.sharedRange && { itemDefaults: { editRange } }),
    items: items.map((item, index) => ({
      label: item.label,
      kind: KINDS[item.kind],
      ...(item.detail !== undefined && { detail: item.detail }),
      sortText: String(index).padStart(4, '0'),
      ...(item.filter !== undefined && { filterText: item.filter }),
      ...edit(item, editRange, abilities, abilities.indents ? '' : indent),
      data: [number, index],
    })),
  };
}

function edit(
  item: PlainItem,
  range: Range | { insert: Range; replace: Range },
  { snippets, sharedRange }: Abilities,
  indent: string,
): Partial<CompletionItem> {
  const isSnippet = item.snippet === true && snippets;
  const written = item.insert ?? item.label;
  const newText = item.snippet === true && !snippets ? plainText(written, indent) : written;
  const format = isSnippet ? { insertTextFormat: InsertTextFormat.Snippet } : {};
  if (sharedRange) return { ...format, ...(newText !== item.label && { textEditText: newText }) };
  const textEdit: { range: Range; newText: string } | InsertReplaceEdit =
    'insert' in range ? { ...range, newText } : { range, newText };
  return { ...format, textEdit };
}

/** How deep one level of a snippet stands in plain text. */
const LEVEL = '  ';

/** A snippet as plain text: the first of each choice, and what the places hold. `indent` begins each further line. */
function plainText(snippet: string, indent: string): string {
  return snippet
    .replace(/\t/g, LEVEL)
    .replace(/\n/g, `\n${indent}`)
    .replace(/\$\{\d+\|((?:[^,|\\]|\\.)*)(?:[^|\\]|\\.)*\|\}/g, '$1')
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replace(/(?<!\\)\$\d+/g, '')
    .replace(/\\([\\$}])/g, '$1');
}
