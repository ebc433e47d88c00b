// nixpkgs' lib/source-types.nix: where a package's files come from.
import { attrsOf } from '../evaluator/attrs';
import type { LibTable } from './support';

const TYPES: readonly (readonly [name: string, isSource: boolean])[] = [
  ['fromSource', true],
  ['binaryNativeCode', false],
  ['binaryBytecode', false],
  ['binaryFirmware', false],
];

export const sourceTypes: LibTable = Object.fromEntries(
  TYPES.map(([shortName, isSource]) => [shortName, attrsOf({ shortName, isSource })]),
);
