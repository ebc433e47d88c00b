// Where Nix documents are looked at.
import { workspace } from 'vscode';

/**
 * The schemes of these documents: on disk, not yet saved, and on the file systems of the workspace's folders, which need
 * be on no disk. Nowhere else: a `git:` document is the past of one of these and must not be reported twice.
 */
export function documentSchemes(): string[] {
  const folders = (workspace.workspaceFolders ?? []).map(({ uri }) => uri.scheme);
  return [...new Set(['file', 'untitled', 'vscode-vfs', ...folders])];
}
