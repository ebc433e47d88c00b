// Addresses of documents and paths of files.
import { URI } from 'vscode-uri';

/**
 * The path that stands for a document. A document that is no file of this machine gets a path that no file has, so that
 * it is analysed by itself.
 */
export function pathOf(uri: string): string {
  const parsed = URI.parse(uri);
  if (parsed.scheme === 'file') return parsed.fsPath;
  const name = parsed.path.replace(/^\/+/, '');
  return ['', `${parsed.scheme}:`, encodeURIComponent(parsed.authority + parsed.query), name]
    .filter((p, i) => i === 0 || p)
    .join('/');
}

/** The address of a file. */
export function uriOf(path: string): string {
  return URI.file(path).toString();
}

/** Whether the document is a file of this machine. */
export function isFile(uri: string): boolean {
  return URI.parse(uri).scheme === 'file';
}
