// One file per editor feature: pure functions from an analysed file, and where it needs one an offset, to plain data.
// May import: workspace and the layers below it. Knows neither the protocol nor the editor.
export * from './attribute-path';
export * from './code-actions';
export * from './compare';
export * from './compare-text';
export * from './completion';
export * from './diagnostics';
export * from './file-runners';
export * from './folding';
export * from './hosts';
export * from './hover';
export * from './links';
export * from './moment';
export * from './name-at';
export * from './occurrences';
export * from './origins';
export * from './moved-files';
export * from './preview';
export * from './rename';
export * from './selection-ranges';
export * from './semantic-tokens';
export * from './runner-states';
export * from './symbols';
export * from './text-gaps';
export * from './definition';
export * from './references';
export * from './workspace-symbols';
