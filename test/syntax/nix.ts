// What Nix makes of sources, read by our parser.
import { homedir, tmpdir } from 'node:os';
import type { Expr, NixParser } from '../../server/src/syntax';
import { parsed } from '../support/nix';
import type { Folders } from './nix-form';

export const folders: Folders = { current: tmpdir(), home: homedir() };

/**
 * The structure that Nix gives each source, in one run of Nix for all of them.
 * @throws when Nix refuses one
 */
export function structures(parser: NixParser, sources: readonly string[]): readonly Expr[] {
  const printed = parsed(`[\n${sources.map((source) => `(\n${source}\n)`).join('\n')}\n]`);
  // Nix prints a path in front of an antiquotation with a slash at its end: a problem in a source, and no path at all
  // when it is the root.
  const { root } = parser.parse(printed.replaceAll('(/ + ', '(/. + '));
  if (root.kind !== 'With' || root.body.kind !== 'List') {
    throw new Error('Nix did not print the list that it was given');
  }
  return root.body.items;
}
