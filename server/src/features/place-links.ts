// Places in the Markdown of features, as links. Features know the paths of files; what address a file has is known to
// whoever shows the text, and put in last.
import { lineAndColumn, type Position } from '../evaluator/position';
import { placeText } from './show-value';

/** A link to a place; code alone where the text belongs to no file, such as the embedded library's. */
export function placeLink(at: Position): string {
  const text = `\`${placeText(at)}\``;
  const { path } = at.source;
  return path.startsWith('/') ? `[${text}](place:${escaped(path)}#L${lineAndColumn(at).line})` : text;
}

const LINK = /\[(`[^`\n]*`)\]\(place:([^()# \t\r\n]*)#(L\d+)\)/g;

/**
 * Markdown whose links to places lead to addresses.
 * @param addressOf the address of the file at a path; a place of anything but a file is no link
 */
export function withAddresses(markdown: string, addressOf: (path: string) => string): string {
  return markdown.replace(LINK, (_, text: string, path: string, line: string) => {
    const address = addressOf(unescaped(path));
    return address.startsWith('file:') ? `[${text}](${escaped(address, /[()]/g)}#${line})` : text;
  });
}

/** What would end a link's address, or means something in it. */
const SPECIAL = /[%#() \t\r\n]/g;

function escaped(text: string, special = SPECIAL): string {
  return text.replace(special, (character) => `%${character.charCodeAt(0).toString(16).padStart(2, '0')}`);
}

function unescaped(text: string): string {
  return text.replace(/%([0-9a-f]{2})/g, (_, code: string) => String.fromCharCode(Number.parseInt(code, 16)));
}
