// Links in a file: addresses in strings and comments, path literals, what a runner is for.
import { resolvePath } from '../evaluator/paths';
import type { FileAccess } from '../evaluator/session';
import type { Source } from '../evaluator/position';
import type { Expr, ParseResult, Span } from '../syntax/ast';
import { collecting } from '../syntax/places';

/** Either the address of a page or the path of a file. */
type LinkTarget = { readonly url: string } | { readonly file: string };

export interface Link {
  readonly span: Span;
  readonly target: LinkTarget;
  readonly tooltip: string;
}

/** The links of a file, in the order of the text. */
export function links(source: Source, parse: ParseResult, files: FileAccess): Link[] {
  const found: Link[] = parse.comments.flatMap(({ span }) => urlsIn(source.text, span));
  for (const place of placesIn(parse.root, parse.text)) {
    if ('target' in place) {
      found.push(place);
      continue;
    }
    const file = fileAt(place.written, source.folder, files);
    if (file !== undefined) found.push({ span: place.span, target: { file }, tooltip: `Open ${file}` });
  }
  return found.sort((a, b) => a.span.start - b.span.start);
}

interface WrittenPath {
  readonly span: Span;
  readonly written: string;
}

/** Addresses in strings, and path literals, which may lead to a file. */
const placesIn = collecting((expr, text): (Link | WrittenPath)[] => {
  if (expr.kind === 'String') return [...urlsIn(text, expr.span), ...repositoryIn(expr)];
  const written = writtenPath(expr);
  return written === undefined ? [] : [{ span: expr.span, written }];
});

/** The file that a path literal leads to: for a folder, its default.nix. `undefined` where there is none. */
export function pathTarget(expr: Expr, folder: string, files: FileAccess): string | undefined {
  const written = writtenPath(expr);
  return written === undefined ? undefined : fileAt(written, folder, files);
}

/** A path literal of which nothing is computed. */
function writtenPath(expr: Expr): string | undefined {
  const [written] = expr.kind === 'Path' && expr.parts.length === 1 ? expr.parts : [];
  return typeof written !== 'string' || written.startsWith('~') ? undefined : written;
}

function fileAt(written: string, folder: string, files: FileAccess): string | undefined {
  return existingFile(resolvePath(written, folder), files);
}

/** The file that Nix would import for a path; `undefined` where there is none. */
function existingFile(path: string, files: FileAccess): string | undefined {
  const kind = files.kind(path);
  if (!('ok' in kind)) return undefined;
  if (kind.ok !== 'directory') return path;
  const inside = `${path === '/' ? '' : path}/default.nix`;
  return 'ok' in files.kind(inside) ? inside : undefined;
}

const URL_TEXT = /https?:\/\/[^\s"'`<>\\^{}|]+/g;
/** What ends a sentence rather than an address, and the antiquotation behind an address that is not whole. */
const TRAILING = /[.,;:!?*]+$|[)\]]+$/;

function urlsIn(text: string, { start, end }: Span): Link[] {
  return [...text.slice(start, end).matchAll(URL_TEXT)].flatMap((match) => {
    const from = start + match.index;
    const url = trimmed(match[0]);
    // The rest of the address is computed, or names a user with a password.
    if (text.startsWith('{', from + match[0].length) || url.endsWith('$') || /\/\/[^/]*@/.test(url)) return [];
    return [{ span: { start: from, end: from + url.length }, target: { url }, tooltip: `Open ${url}` }];
  });
}

function trimmed(url: string): string {
  const shorter = url.replace(TRAILING, (end) => (/^[)\]]/.test(end) && /[([]/.test(url) ? end : ''));
  return shorter === url ? url : trimmed(shorter);
}

/** `github:owner/repository`, as inputs of flakes are written. */
const REPOSITORY = /^(github|gitlab|sourcehut):([\w.~-]+)\/([\w.-]+)/;
const HOSTS = { github: 'https://github.com', gitlab: 'https://gitlab.com', sourcehut: 'https://git.sr.ht' } as const;

function repositoryIn(expr: Extract<Expr, { kind: 'String' }>): Link[] {
  const [text] = expr.parts;
  const match = expr.style !== 'indented' && typeof text === 'string' ? REPOSITORY.exec(text) : null;
  if (match === null) return [];
  const [whole, host, owner = '', repository = ''] = match;
  const url = `${HOSTS[host as keyof typeof HOSTS]}/${owner}/${repository}`;
  const start = expr.span.start + (expr.style === 'double' ? 1 : 0);
  return [{ span: { start, end: start + whole.length }, target: { url }, tooltip: `Open ${url}` }];
}
