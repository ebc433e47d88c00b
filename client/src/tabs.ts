// Where a document is open.
import { TabInputText, window, type Tab, type Uri } from 'vscode';

/** The tab of a document, the one on view where there are several; undefined where it is not open. */
export function tabOf(uri: Uri): Tab | undefined {
  const tabs = window.tabGroups.all
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
  return tabs.find(({ isActive }) => isActive) ?? tabs[0];
}
