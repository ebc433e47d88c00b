// An evaluation session over the machine's files, as `nix-instantiate --eval` has one.
import { homedir } from 'node:os';
import { DEFAULT_BUDGET, compileSource, type Program, type SearchPathEntry, type Session } from '../evaluator/index';
import type { NixParser } from '../syntax/index';
import { importEmbedded } from '../workspace/embedded';
import { nodeFiles } from '../workspace/node-files';

export interface NodeSessionOptions {
  readonly parser: NixParser;
  readonly searchPath?: readonly SearchPathEntry[];
  readonly onTrace?: (message: string) => void;
}

const SYSTEMS: Readonly<Partial<Record<string, string>>> = {
  'linux x64': 'x86_64-linux',
  'linux arm64': 'aarch64-linux',
  'darwin x64': 'x86_64-darwin',
  'darwin arm64': 'aarch64-darwin',
};

/** Nix's name for the machine that this runs on; NixOS configurations are for Linux where the name is not known. */
function currentSystem(): string {
  return SYSTEMS[`${process.platform} ${process.arch}`] ?? 'x86_64-linux';
}

/** The system that configurations on this machine are most likely for: NixOS runs on Linux only. */
export function nixosSystem(): string {
  return currentSystem().replace(/-.*/, '-linux');
}

/** A session that is not tolerant: what cannot be read is an error. Programs are cached by file and text. */
export function nodeSession({ parser, searchPath = [], onTrace }: NodeSessionOptions): Session {
  const programs = new Map<string, Program>();
  return {
    files: nodeFiles(),
    budget: { ...DEFAULT_BUDGET, maxSteps: Infinity, maxMilliseconds: 60_000 },
    system: currentSystem(),
    searchPath,
    tolerant: false,
    imports: new Map(),
    environment: { variable: (name) => process.env[name], time: Math.floor(Date.now() / 1000) },
    importVirtual: importEmbedded,
    compile: (source) => {
      const known = programs.get(source.path);
      if (known !== undefined && known.source.text === source.text) return known;
      const program = compileSource(source, parser.parse(source.text), { tolerant: false, home: homedir() });
      programs.set(source.path, program);
      return program;
    },
    ...(onTrace && { onTrace }),
  };
}
