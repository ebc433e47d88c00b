// Where a document is open.
import { TabInputText, window, type Tab, type Uri } from 'vscode';

/** The tab of a document in a group of editors, the one on view where there are several; undefined where there is none. */
export function tabOf(uri: Uri, groups = window.tabGroups.all): Tab | undefined {
  const tabs = groups
    .flatMap((group) => group.tabs)
    .filter(({ input }) => input instanceof TabInputText && input.uri.toString() === uri.toString());
  return (
    tabs.find(({ isActive, group }) => isActive && group.isActive) ?? tabs.find(({ isActive }) => isActive) ?? tabs[0]
  );
}
