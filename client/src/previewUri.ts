// Names of preview documents. A preview's address says everything that is needed to make its text again, so that an
// editor tab survives a reload of the window.
import path from 'node:path/posix';
import { Uri, workspace } from 'vscode';

export const PREVIEW_SCHEME = 'nixos-runner-preview';

/** One generated text of one runner of one document. */
export interface PreviewTarget {
  /** Address of the Nix document. */
  readonly source: string;
  /** `RunnerSummary.option`, which identifies the runner in its document. */
  readonly option: string;
  /** `PreviewDocument.name`; the editor shows it as the tab's title. */
  readonly name: string;
}

/** The path leads through the document, so that the editor can tell tabs with the same title apart. */
export function previewUri({ source, option, name }: PreviewTarget): Uri {
  const document = Uri.parse(source);
  const isWithin = workspace.getWorkspaceFolder(document) !== undefined;
  const way = isWithin ? workspace.asRelativePath(document) : document.path;
  return Uri.from({
    scheme: PREVIEW_SCHEME,
    path: path.join('/', way, name),
    query: JSON.stringify({ source, option }),
  });
}

/** The target that `previewUri` wrote into an address; undefined for any other address. */
export function previewTarget(uri: Uri): PreviewTarget | undefined {
  if (uri.scheme !== PREVIEW_SCHEME) {
    return undefined;
  }
  try {
    const query: unknown = JSON.parse(uri.query);
    if (typeof query !== 'object' || query === null || !('source' in query) || !('option' in query)) {
      return undefined;
    }
    const { source, option } = query;
    return typeof source === 'string' && typeof option === 'string'
      ? { source, option, name: path.basename(uri.path) }
      : undefined;
  } catch {
    return undefined;
  }
}
