// Real Nix, where it is installed: many expressions in few runs, since starting it takes longer than most of them.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** Whether Nix can be run here. */
export const hasNix = spawnSync('nix-instantiate', ['--version']).status === 0;

const MAX_BUFFER = 1 << 28;

/** The value as printed, or `undefined` for an error. */
export type Answer = string | undefined;

/** What real Nix prints for each expression's whole value. */
export function evaluateAll(expressions: readonly string[]): Answer[] {
  return withFiles(expressions, (files, folder) => {
    const { status, stdout } = repl(
      files.map((file, i) => `builtins.deepSeq (import ${file}) "\${"value"} ${i}"`),
      folder,
    );
    const values = new Set([...stdout.matchAll(/"value (\d+)"/g)].map(([, i]) => Number(i)));
    // Otherwise a stack overflowed, and what came behind it was not reached.
    const rest = [...files.entries()].filter(([i]) => status !== 0 || values.has(i));
    const answers: Answer[] = files.map(() => undefined);
    while (rest.length > 0) {
      // It stops at the first error. A printed string holds line breaks only as escapes, so that a line is a value.
      const flags = ['--readonly-mode', '--eval', '--strict'];
      const { stdout } = nix('nix-instantiate', [...flags, ...rest.map(([, file]) => file)]);
      const printed = stdout.split('\n').slice(0, -1);
      for (const text of printed) answers[rest.shift()?.[0] as number] = text;
      rest.shift();
    }
    return answers;
  });
}

/**
 * What real Nix prints for an expression's whole value, or its first line of error.
 * @param writing whether it puts what it makes into a store, of which nothing is left
 */
export function evaluateOne(expression: string, { writing = false } = {}): string {
  return withFiles([], (_, folder) => {
    const mode = writing ? ['--read-write-mode', '--store', folder] : ['--readonly-mode'];
    const { status, stdout, stderr } = nix('nix-instantiate', [...mode, '--eval', '--strict', '--expr', expression]);
    if (status === 0) return stdout.trimEnd();
    return (/^error: .*$/m.exec(stderr)?.[0] ?? stderr).trimEnd();
  });
}

/**
 * An expression's whole value as JSON.
 * @throws when it has none
 */
export function evaluateJson(expression: string): unknown {
  const flags = ['--readonly-mode', '--eval', '--strict', '--json'];
  const { status, stdout, stderr } = nix('nix-instantiate', [...flags, '--expr', expression]);
  if (status !== 0) throw new Error(stderr);
  return JSON.parse(stdout);
}

/**
 * What `nix-instantiate --parse` prints for a source. Undefined variables are taken for attributes of a `with`.
 * @throws when Nix refuses it
 */
export function parsed(source: string): string {
  const { status, stdout, stderr } = nix('nix-instantiate', ['--parse', '-'], { input: openScope(source) });
  if (status !== 0) throw new Error(`Nix refuses to parse ${source}: ${stderr}`);
  return stdout;
}

/** What real Nix's parser says against each source, `undefined` where it accepts it. */
export function refusals(sources: readonly string[]): (string | undefined)[] {
  // A function, so that nothing is evaluated.
  return withFiles(
    sources.map((source) => `_: ${openScope(source)}`),
    (files, folder) => {
      const { status, stderr } = repl(
        files.map(
          (file, i) => `builtins.trace "file ${i}" (builtins.seq (import ${file}) (builtins.trace "accepted" 1))`,
        ),
        folder,
      );
      const said = stderr.split(/^trace: file \d+$/m).slice(1);
      if (status !== 0 || said.length !== sources.length) throw new Error(`\`nix repl\` failed: ${stderr}`);
      return said.map((text) => (/^trace: accepted$/m.test(text) ? undefined : text.trim()));
    },
  );
}

/** The newline keeps a comment at the end from swallowing anything. */
function openScope(source: string): string {
  return `with {};\n${source}\n`;
}

/** Evaluates lines one after the other, and goes on after an error. */
function repl(lines: readonly string[], home: string): Run {
  // It has no mode that writes nothing.
  const store = path.join(home, 'store');
  // A line at which a file ends too early would be taken to go on in the next one. A lone parenthesis ends it.
  const input = lines.map((line) => `${line}\n)\n`).join('');
  return nix('nix', ['repl', '--quiet', '--store', store], { input, home });
}

interface Run {
  readonly status: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs in the folder for temporary files, from which relative paths count. */
function nix(program: 'nix' | 'nix-instantiate', args: readonly string[], { input = '', home = homedir() } = {}): Run {
  const env = { ...process.env, NIX_PATH: '', HOME: home, TERM: 'dumb' };
  return spawnSync(program, args, { input, cwd: tmpdir(), encoding: 'utf8', env, maxBuffer: MAX_BUFFER });
}

/** Writes the texts into files of a folder that is there as long as `use` runs. */
function withFiles<T>(texts: readonly string[], use: (files: readonly string[], folder: string) => T): T {
  const folder = mkdtempSync(path.join(tmpdir(), 'nix-'));
  try {
    const files = texts.map((text, i) => {
      const file = path.join(folder, `${i}.nix`);
      writeFileSync(file, text);
      return file;
    });
    return use(files, folder);
  } finally {
    // Folders in a store cannot be written to.
    spawnSync('chmod', ['-R', 'u+w', folder]);
    rmSync(folder, { recursive: true });
  }
}
