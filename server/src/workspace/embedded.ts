// Paths of the embedded nixpkgs: `<nixpkgs>`, `<nixpkgs/lib>` and `modulesPath`.
import { EMBEDDED_NIXPKGS } from '../evaluator/search-path';
import { primOp } from '../evaluator/builtins/primop';
import { session } from '../evaluator/session';
import { Unknown, type Lazy } from '../evaluator/values';
import { standardLib } from '../modules/lib';
import { packageSet } from '../runner/package-set';

const LIB = new Set([`${EMBEDDED_NIXPKGS}/lib`, `${EMBEDDED_NIXPKGS}/lib/default.nix`]);
const ROOT = new Set([EMBEDDED_NIXPKGS, `${EMBEDDED_NIXPKGS}/default.nix`]);

/** The value of a path in the embedded nixpkgs; `undefined` for other paths. */
export function importEmbedded(path: string): Lazy | undefined {
  if (LIB.has(path)) return standardLib();
  if (ROOT.has(path)) return primOp('nixpkgs', 1, () => packageSet(standardLib(), session().system));
  if (path.startsWith(`${EMBEDDED_NIXPKGS}/`))
    return new Unknown(
      `<nixpkgs${path.slice(EMBEDDED_NIXPKGS.length)}>`,
      'only the library of nixpkgs is embedded here',
    );
  return undefined;
}
