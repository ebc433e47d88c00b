/** User settings of every editor under test: they keep everything off the window that is not under test. */
export const SETTINGS = {
  'workbench.startupEditor': 'none',
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.colorTheme': 'Default Dark Modern',
  'chat.disableAIFeatures': true,
  'telemetry.telemetryLevel': 'off',
  'git.enabled': false,
  'git.openRepositoryInParentFolders': 'never',
  'extensions.ignoreRecommendations': true,
  'editor.minimap.enabled': false,
  'files.autoSave': 'off',
};

/** What the Mocha suite expects beside these: the release whose option tree its file uses. */
export const SUITE_SETTINGS = { 'nixosRunner.release': '22.11' };
