// `eval`: prints the value of an expression, as `nix-instantiate --eval` does.
import path from 'node:path';
import { Command } from 'commander';
import { forceDeep } from '../evaluator/builtins/control';
import { toJson } from '../evaluator/builtins/json';
import { coerceToPath } from '../evaluator/coerce-path';
import { NixError } from '../evaluator/errors';
import { evaluateProgram, firstProblem, inSession } from '../evaluator/evaluate';
import { lazy } from '../evaluator/force';
import { importFile, resolveImport } from '../evaluator/import-file';
import { printValue } from '../evaluator/print';
import { findInSearchPath } from '../evaluator/search-path';
import type { SearchPathEntry, Session } from '../evaluator/session';
import { decodeUtf8, textOf } from '../evaluator/strings';
import type { Lazy, Value } from '../evaluator/values';
import { loadNodeParser } from '../workspace/node-parser';
import { autoCall, selectPath } from './auto-call';
import { UsageError, type CommandFactory } from './command';
import { EXIT, type Io } from './io';
import { errorText } from './print-error';
import { nodeSession } from './session';

interface EvalOptions {
  readonly expr?: string;
  readonly strict?: true;
  readonly json?: true;
  readonly attr?: string;
  readonly include: readonly string[];
  readonly arg: readonly string[];
  readonly argstr: readonly string[];
}

/** Time for parsing, in milliseconds: somebody who evaluates a long file would rather wait than be refused. */
const PARSE_DEADLINE = 30_000;

const PAIR_OPTIONS = ['--arg', '--argstr'];
/** Joins a name and what it stands for; cannot occur in an argument. */
const SEPARATOR = '\0';

/** Commander's options take one value; `--arg name EXPR` becomes one. */
export function joinPairs(args: readonly string[]): string[] {
  const joined: string[] = [];
  for (let i = 0; i < args.length; i++) {
    const arg = args[i] as string;
    joined.push(arg);
    if (!PAIR_OPTIONS.includes(arg)) continue;
    const [name, value] = args.slice(i + 1, i + 3);
    if (value === undefined) continue;
    joined.push(`${name}${SEPARATOR}${value}`);
    i += 2;
  }
  return joined;
}

const collect = (value: string, before: readonly string[]): readonly string[] => [...before, value];

export const evalCommand: CommandFactory = (io, finish) =>
  new Command('eval')
    .description('Print the value of a Nix expression')
    .argument('[path]', 'file or folder to evaluate; - reads standard input')
    .option('-E, --expr <expression>', 'evaluate this expression instead of a file')
    .option('--strict', 'evaluate lists and sets all the way')
    .option('--json', 'print JSON')
    .option('-A, --attr <path>', 'print this attribute of the result')
    .option('-I, --include <entry>', 'folder, or name=folder, for <…> look-ups', collect, [])
    .option('--arg <name> <expression>', 'argument for a function at the top', collect, [])
    .option('--argstr <name> <text>', 'argument that is a string', collect, [])
    .action(async (file: string | undefined, options: EvalOptions) => {
      finish(await evaluate(file, options, io));
    });

async function evaluate(file: string | undefined, options: EvalOptions, io: Io): Promise<number> {
  const named: NamedArguments = {
    expressions: options.arg.map((pair) => splitPair('--arg', pair)),
    texts: options.argstr.map((pair) => splitPair('--argstr', pair)),
  };
  if ((file === undefined) === (options.expr === undefined))
    throw new UsageError('Give either a file or -E with an expression.');
  const session = nodeSession({
    parser: await loadNodeParser({ deadline: PARSE_DEADLINE }),
    searchPath: searchPath(options.include, io.cwd),
    onTrace: (message) => io.err(`${message}\n`),
  });
  const source = file === '-' ? decodeUtf8(await io.readStdin()) : options.expr;
  try {
    const request = { file, source, cwd: io.cwd };
    const text = inSession(session, () => show(valueOf(session, request, named, options.attr), options));
    io.out(`${text}\n`);
    return EXIT.ok;
  } catch (error) {
    if (!(error instanceof NixError)) throw error;
    io.err(errorText(error));
    return EXIT.findings;
  }
}

/** What is to be evaluated: a file, or a text that stands in the folder `cwd`. */
interface Request {
  readonly file: string | undefined;
  readonly source: string | undefined;
  readonly cwd: string;
}

/** Arguments for a function at the top by their names: Nix expressions, and strings. */
interface NamedArguments {
  readonly expressions: readonly NamedText[];
  readonly texts: readonly NamedText[];
}
type NamedText = readonly [name: string, text: string];

function valueOf(session: Session, request: Request, named: NamedArguments, attr: string | undefined): Value {
  const { file, source, cwd } = request;
  const textValue = (path: string, text: string): Value =>
    evaluateProgram(session.compile({ path, text, folder: cwd }));
  const args = new Map<string, Lazy>();
  for (const [name, text] of named.expressions) {
    const program = session.compile({ path: '«string»', text, folder: cwd });
    const problem = firstProblem(program);
    if (problem !== undefined) throw problem;
    args.set(
      name,
      lazy(() => evaluateProgram(program)),
    );
  }
  for (const [name, text] of named.texts) args.set(name, text);
  const root =
    source === undefined
      ? fileValue(session, file as string, cwd)
      : textValue(file === undefined ? '«string»' : '«stdin»', source);
  const selected = attr === undefined ? root : selectPath(root, attr, args);
  // Without arguments a function stays one, as nix-instantiate has it.
  return args.size === 0 ? selected : autoCall(selected, args);
}

function show(v: Value, { strict, json }: EvalOptions): string {
  if (json) return textOf(toJson(v, { lazily: !strict }));
  return strict ? printValue(forceDeep(v)) : printValue(v, false);
}

/** The value of a file, a folder's default.nix or a `<name>`. */
function fileValue(session: Session, file: string, cwd: string): Value {
  const name = /^<(.+)>$/.exec(file)?.[1];
  if (name !== undefined) return importFile(resolveImport(coerceToPath(findInSearchPath(name)).path.path));
  const resolved = resolveImport(path.resolve(cwd, file));
  const readable = session.files.readFile(resolved);
  if ('problem' in readable) {
    const shown = resolved === path.resolve(cwd, file) ? file : resolved;
    throw new UsageError(`${shown} cannot be read${readable.problem === 'missing' ? ': there is no such file' : ''}.`);
  }
  return importFile(resolved);
}

function splitPair(option: string, pair: string): NamedText {
  const at = pair.indexOf(SEPARATOR);
  if (at < 0) throw new UsageError(`${option} needs a name and a value.`);
  return [pair.slice(0, at), pair.slice(at + 1)];
}

/** Entries of -I in their order, then those of $NIX_PATH; `nixpkgs` from there gives way to the embedded library. */
function searchPath(include: readonly string[], cwd: string): SearchPathEntry[] {
  const fromEnvironment = (process.env['NIX_PATH'] ?? '')
    .split(':')
    .filter((entry) => entry !== '')
    .map((entry) => searchPathEntry(entry, cwd))
    .filter(({ prefix }) => prefix !== 'nixpkgs');
  return [...include.map((entry) => searchPathEntry(entry, cwd)), ...fromEnvironment];
}

function searchPathEntry(entry: string, cwd: string): SearchPathEntry {
  const equals = entry.indexOf('=');
  return { prefix: entry.slice(0, Math.max(equals, 0)), path: path.resolve(cwd, entry.slice(equals + 1)) };
}
