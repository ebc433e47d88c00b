// Keeps the arrows between the layers pointing down, and the core free of Node and of the editor.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = path.resolve(import.meta.dirname, '../..');
const SERVER = path.join(ROOT, 'server/src');
const CLIENT = path.join(ROOT, 'client/src');

/** The layers from the lowest to the highest, each with the layers it may import beside itself. */
const LAYERS: Readonly<Record<string, readonly string[]>> = {
  syntax: [],
  evaluator: ['syntax'],
  'nixpkgs-lib': ['syntax', 'evaluator'],
  modules: ['syntax', 'evaluator', 'nixpkgs-lib'],
  nixos: ['syntax'],
  runner: ['syntax', 'evaluator', 'nixpkgs-lib', 'modules', 'nixos'],
  rules: ['syntax', 'evaluator', 'nixpkgs-lib', 'modules', 'nixos', 'runner'],
  workspace: ['syntax', 'evaluator', 'nixpkgs-lib', 'modules', 'nixos', 'runner', 'rules'],
  features: ['syntax', 'evaluator', 'nixpkgs-lib', 'modules', 'nixos', 'runner', 'rules', 'workspace'],
  lsp: ['syntax', 'evaluator', 'nixpkgs-lib', 'modules', 'nixos', 'runner', 'rules', 'workspace', 'features'],
  cli: ['syntax', 'evaluator', 'nixpkgs-lib', 'modules', 'nixos', 'runner', 'rules', 'workspace', 'features', 'lsp'],
};

/** Layers that have to run wherever JavaScript runs: files and the editor come in through interfaces. */
const CORE = ['syntax', 'evaluator', 'nixpkgs-lib', 'modules', 'nixos', 'runner', 'rules', 'features'];

/** Layers whose way in is a program; every other layer has an index. */
const PROGRAMS = ['lsp', 'cli'];

interface Import {
  /** The importing file, relative to the root. */
  readonly file: string;
  /** The module as the file names it. */
  readonly module: string;
  /** Absolute path of the imported file; undefined for a package. */
  readonly target: string | undefined;
}

/** Every import and re-export, types included, of the TypeScript files below a folder. */
function importsOf(folder: string): Import[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.ts'))
    .flatMap((name) => {
      const file = path.join(folder, name);
      return ts.preProcessFile(readFileSync(file, 'utf8')).importedFiles.map(({ fileName: module }) => ({
        file: path.relative(ROOT, file),
        module,
        target: module.startsWith('.') ? path.resolve(path.dirname(file), module) : undefined,
      }));
    });
}

const isEditor = (module: string): boolean => /^vscode(-|$)/.test(module);

test('every folder of the server is a layer', () => {
  expect(readdirSync(SERVER).sort()).toEqual(Object.keys(LAYERS).sort());
});

describe.each(Object.entries(LAYERS))('%s', (layer, below) => {
  const folder = path.join(SERVER, layer);
  const imports = importsOf(folder);

  test('imports lower layers only', () => {
    const allowed = [layer, ...below].map((name) => path.join(SERVER, name) + path.sep);
    const wrong = imports.filter(
      ({ target }) => target !== undefined && !allowed.some((start) => `${target}/`.startsWith(start)),
    );
    expect(wrong.map(({ file, module }) => `${file} imports ${module}`)).toEqual([]);
  });

  if (CORE.includes(layer)) {
    test('imports neither Node nor the editor', () => {
      const wrong = imports.filter(({ module }) => isBuiltin(module) || isEditor(module));
      expect(wrong.map(({ file, module }) => `${file} imports ${module}`)).toEqual([]);
    });
  }

  test('its way in says what the layer is for', () => {
    const index = path.join(folder, PROGRAMS.includes(layer) ? 'main.ts' : 'index.ts');
    expect(existsSync(index), `${path.relative(ROOT, index)} is missing`).toBe(true);
    expect(readFileSync(index, 'utf8')).toMatch(/^(#!.*\n)?\/[/*]/);
  });
});

test('the client imports nothing of the server but the wire contract', () => {
  const contract = path.join(SERVER, 'lsp/protocol');
  const outside = importsOf(CLIENT).filter(
    ({ target }) => target !== undefined && !target.startsWith(CLIENT + path.sep),
  );
  expect(outside.filter(({ target }) => target !== contract)).toEqual([]);
});
