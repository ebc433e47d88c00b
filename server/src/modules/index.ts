// The NixOS module system: options, their types, definitions with priorities and conditions, and evaluation to a
// configuration; `lib` made complete with them. May import: nixpkgs-lib and what lies below. Knows no option of NixOS.
export { evalModules, type EvalInput, type Evaluation, type OpenWorld } from './eval-modules';
export { completeLib } from './lib';
