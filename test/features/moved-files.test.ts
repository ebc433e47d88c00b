// Files get other names, and the paths that lead to them follow.
import { expect, test } from 'vitest';
import { movedPaths, pathAfter, type Move } from '../../server/src/features';
import { compileSource } from '../../server/src/evaluator/evaluate';
import { dirName } from '../../server/src/evaluator/paths';
import { loadNodeParser } from '../../server/src/workspace/node-parser';

const parser = await loadNodeParser();

/** The text of the file at `path` after the moves. */
function after(path: string, text: string, ...moves: readonly (readonly [string, string])[]): string {
  const program = compileSource({ path, text, folder: dirName(path) }, parser.parse(text), { tolerant: true });
  const list: Move[] = moves.map(([from, to]) => ({ from, to }));
  return movedPaths(program, list).reduceRight(
    (result, { span, newText }) => result.slice(0, span.start) + newText + result.slice(span.end),
    text,
  );
}

test('an imported file gets another name', () => {
  const text = '{ imports = [ ./runner.nix ./other.nix ]; x = import ./runner.nix; }';
  expect(after('/w/a.nix', text, ['/w/runner.nix', '/w/ci.nix'])).toBe(
    '{ imports = [ ./ci.nix ./other.nix ]; x = import ./ci.nix; }',
  );
});

test('an imported file moves into a folder, out of it, and beside it', () => {
  expect(after('/w/a.nix', './runner.nix', ['/w/runner.nix', '/w/modules/runner.nix'])).toBe('./modules/runner.nix');
  expect(after('/w/a.nix', './modules/runner.nix', ['/w/modules/runner.nix', '/w/runner.nix'])).toBe('./runner.nix');
  expect(after('/w/a/a.nix', './runner.nix', ['/w/a/runner.nix', '/w/b/runner.nix'])).toBe('../b/runner.nix');
});

test('the importing file moves', () => {
  const text = '[ ./runner.nix ../lib ./. ]';
  expect(after('/w/hosts/a.nix', text, ['/w/hosts/a.nix', '/w/hosts/web/a.nix'])).toBe(
    '[ ../runner.nix ../../lib ../. ]',
  );
});

test('a folder moves with the files in it', () => {
  const moves = [['/w/modules', '/w/lib/modules']] as const;
  expect(after('/w/a.nix', '[ ./modules ./modules/b.nix ./modules2 ]', ...moves)).toBe(
    '[ ./lib/modules ./lib/modules/b.nix ./modules2 ]',
  );
  expect(after('/w/modules/b.nix', '[ ./c.nix ../x.nix ]', ...moves)).toBe('[ ./c.nix ../../x.nix ]');
});

test('a folder stands for its default.nix', () => {
  expect(after('/w/a.nix', '[ ./ci ]', ['/w/ci/default.nix', '/w/ci/runner.nix'])).toBe('[ ./ci/runner.nix ]');
  expect(after('/w/a.nix', '[ ./ci.nix ]', ['/w/ci.nix', '/w/ci/default.nix'])).toBe('[ ./ci ]');
  expect(after('/w/a.nix', '[ ./ci ]', ['/w/ci/default.nix', '/w/runner/default.nix'])).toBe('[ ./runner ]');
});

test('a name that no path literal may hold is added as a string', () => {
  expect(after('/w/a.nix', '[ ./b.nix ]', ['/w/b.nix', '/w/ä ${b}.nix'])).toBe('[ (./. + "/ä \\${b}.nix") ]');
  expect(after('/w/x/a.nix', '[ ./b.nix ]', ['/w/x/b.nix', '/w/y z/b.nix'])).toBe('[ (../. + "/y z/b.nix") ]');
});

test('paths that lead where they led stay as they are written', () => {
  const text = '[ ./x/../b.nix ./${c}.nix /w/d.nix ~/d.nix <nixpkgs> "./d.nix" ]';
  expect(after('/w/a.nix', text, ['/w/d.nix', '/w/e.nix'])).toBe(text);
});

test('a path after moves', () => {
  const moves = [{ from: '/w/a', to: '/w/b' }];
  expect(['/w/a', '/w/a/x.nix', '/w/ab'].map((path) => pathAfter(path, moves))).toEqual([
    '/w/b',
    '/w/b/x.nix',
    '/w/ab',
  ]);
});
