// The evaluated model of runners: options with where they come from, units, scripts, registration.
// May import: nixos, modules, nixpkgs-lib, evaluator. Knows nothing of files on disk, editors or command lines.
export * from './host';
export * from './origins';
export * from './preview';
export * from './preview-unknowns';
export * from './runner';
export * from './runner-definitions';
export * from './service';
