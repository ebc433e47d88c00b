// Previews of files that get another name: their tabs are opened again at the address that belongs to the new name.
import {
  TabInputText,
  window,
  workspace,
  type Disposable,
  type FileRenameEvent,
  type Tab,
  type TabGroup,
} from 'vscode';
import { previewTarget, previewUri } from './previewUri';

export function registerPreviewMoves(): Disposable {
  return workspace.onDidRenameFiles(async ({ files }) => {
    for (const group of window.tabGroups.all) {
      // The active tab comes last, so that it is active in the end.
      for (const tab of [...group.tabs].sort((a, b) => Number(a.isActive) - Number(b.isActive))) {
        await follow(tab, group, files);
      }
    }
  });
}

async function follow(tab: Tab, group: TabGroup, files: FileRenameEvent['files']): Promise<void> {
  const target = tab.input instanceof TabInputText ? previewTarget(tab.input.uri) : undefined;
  const source = target && movedAddress(target.source, files);
  if (target === undefined || source === undefined) {
    return;
  }
  const document = await workspace.openTextDocument(previewUri({ ...target, source }));
  const place = { viewColumn: group.viewColumn, preserveFocus: true, preview: tab.isPreview };
  await window.showTextDocument(document, place);
  await window.tabGroups.close(tab, true);
}

/**
 * The address of a document after files or folders got other names.
 * @returns undefined where none of them is the document or a folder around it
 */
export function movedAddress(source: string, files: FileRenameEvent['files']): string | undefined {
  for (const { oldUri, newUri } of files) {
    const [from, to] = [oldUri.toString(), newUri.toString()];
    if (source === from || source.startsWith(`${from}/`)) {
      return to + source.slice(from.length);
    }
  }
  return undefined;
}
