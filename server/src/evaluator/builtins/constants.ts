// Builtins that are plain values.
import { attrsOf } from '../attrs';
import type { Session } from '../session';
import { STORE_DIR } from '../store';
import { Unknown, type Lazy } from '../values';
import type { BuiltinTable } from './primop';

/** Those that are the same in every session. */
export const constantBuiltins: BuiltinTable = {
  true: true,
  false: false,
  null: null,
  storeDir: STORE_DIR,
  langVersion: 6,
  // The version whose behaviour is followed where versions differ (docs/nix-language.md).
  nixVersion: '2.31.2',
};

/** Those that a session decides, as they are outside of any session. */
export const sessionBuiltins: BuiltinTable = Object.fromEntries(
  ['currentSystem', 'currentTime', 'nixPath'].map((name) => [
    name,
    new Unknown(`builtins.${name}`, 'it depends on where the expression is evaluated'),
  ]),
);

/** The values of `sessionBuiltins` in a session. */
export function sessionValues({ system, environment, searchPath }: Session): Readonly<Record<string, Lazy>> {
  return {
    currentSystem: system,
    currentTime: environment?.time ?? new Unknown('builtins.currentTime', 'it is the time of the evaluation'),
    nixPath: searchPath.map(({ prefix, path }) => attrsOf({ prefix, path })),
  };
}
