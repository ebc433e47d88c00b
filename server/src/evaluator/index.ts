// A lazy evaluator for the Nix language that can go on when a value cannot be known.
// May import: syntax. Knows nothing of NixOS, of modules or of nixpkgs.
export * from './attrs';
export * from './builtins/index';
export * from './call';
export * from './coerce';
export * from './compile';
export * from './errors';
export * from './evaluate';
export * from './evaluate-at';
export * from './force';
export * from './operators';
export * from './position';
export * from './problems';
export * from './scope';
export * from './session';
export * from './strings';
export * from './unknowns';
export * from './values';
