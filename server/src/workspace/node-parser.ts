// Loads the Nix parser from the files beside the bundle, or from the packages when it runs from sources.
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import path from 'node:path';
import { loadNixParser, type NixParser, type ParserLimits } from '../syntax/parser';

/** Each module's name beside the bundle, and where its package has it. */
const modules = {
  runtime: ['web-tree-sitter.wasm', 'web-tree-sitter/web-tree-sitter.wasm'],
  grammar: ['tree-sitter-nix.wasm', '@cursorless/tree-sitter-wasms/out/tree-sitter-nix.wasm'],
} as const;

/** Throws when a WebAssembly file is neither beside the bundle nor installed as a package. */
export async function loadNodeParser(limits: Partial<ParserLimits> = {}): Promise<NixParser> {
  const [runtime, grammar] = await Promise.all([readModule(...modules.runtime), readModule(...modules.grammar)]);
  return loadNixParser({ runtime, grammar }, limits);
}

async function readModule(bundled: string, packaged: string): Promise<Uint8Array> {
  // Only the bundles are CommonJS; sources run as ES modules, from the folder that holds node_modules.
  const besides = typeof __dirname === 'string' ? path.join(__dirname, bundled) : undefined;
  if (besides !== undefined && existsSync(besides)) {
    return readFile(besides);
  }
  return readFile(createRequire(path.join(process.cwd(), 'package.json')).resolve(packaged));
}
