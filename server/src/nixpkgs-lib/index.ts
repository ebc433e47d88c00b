// nixpkgs' `lib` in TypeScript, one file per nixpkgs file. May import: evaluator. Knows nothing of the module system;
// what that adds to `lib` comes in through `makeLib`.
export { baseLib, makeLib, type UpperParts } from './assemble';
export { LIB_NAMES } from './names';
export { toPretty, type PrettyOptions } from './pretty';
export { functionReference, functionReferences } from './reference/index';
export { NEWEST_RELEASE } from './releases';
export { shellArgument } from './string-escape';
export { elaborate } from './systems/index';
