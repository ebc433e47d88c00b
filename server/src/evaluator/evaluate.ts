// Evaluating files and expressions in a session.
import { ROOT } from './builtins/index';
import { compile, type Compiled, type CompileProblem, type Scope } from './compile';
import { NixError } from './errors';
import { dirName } from './paths';
import type { Source } from './position';
import { session, withSession, type Session } from './session';
import { storeFiles } from './store-files';
import { decodeUtf8 } from './strings';
import { Env, Unknown, force, type Lazy, type Value } from './values';
import type { ParseResult } from '../syntax/ast';

/** A file made ready to run. */
export interface Program extends Compiled {
  readonly source: Source;
  readonly parse: ParseResult;
}

/** Compiles a text in the outermost scope. */
export function compileSource(
  source: Source,
  parse: ParseResult,
  options: { readonly tolerant: boolean; readonly home?: string | undefined },
): Program {
  return { source, parse, ...compile(parse.root, { source, scope: ROOT.scope, ...options }) };
}

/** The first thing for which Nix would refuse the program, as the error that Nix raises; `undefined` if there is none. */
export function firstProblem(program: Program): NixError | undefined {
  const { source, parse, problems } = program;
  const syntax = parse.problems[0];
  if (syntax !== undefined)
    return new NixError(`syntax error, ${lowerFirst(syntax.message)}`, { source, ...syntax.span });
  const scope: CompileProblem | undefined = [...problems].sort((a, b) => a.start - b.start)[0];
  if (scope === undefined) return undefined;
  return new NixError(scope.message, { source, start: scope.start, end: scope.end });
}

function lowerFirst(s: string): string {
  return s.charAt(0).toLowerCase() + s.slice(1);
}

/** Evaluates a program. In a session that is not tolerant, its problems are raised first. */
export function evaluateProgram(program: Program): Value {
  return run(program, ROOT.env);
}

function run(program: Program, env: Env): Value {
  if (!session().tolerant) {
    const problem = firstProblem(program);
    if (problem) throw problem;
  }
  return program.code.eval(env);
}

/** Runs `f` in the session and turns an overflown stack into Nix's error. */
export function inSession<T>(s: Session, f: () => T): T {
  return withSession(s, () => {
    try {
      return f();
    } catch (error) {
      if (error instanceof RangeError && /call stack/i.test(error.message))
        throw new NixError(
          'stack overflow; the evaluation is nested too deeply (possible infinite recursion)',
          undefined,
          'budget',
        );
      throw error;
    }
  });
}

/** The value of a Nix file, evaluated once per session. `path` is a file; folders are resolved by the caller. */
export function importFile(path: string): Value {
  const s = session();
  const done = s.imports.get(path);
  if (done !== undefined) return done;
  const virtual = s.importVirtual?.(path);
  if (virtual !== undefined) return force(virtual);
  const source = readSource(path);
  if (source instanceof Unknown) return source;
  const value = evaluateProgram(s.compile(source));
  s.imports.set(path, value);
  return value;
}

/** The value of a Nix file with additional names in scope; evaluated anew each time. */
export function importScoped(path: string, names: readonly (readonly [name: string, value: Lazy])[]): Value {
  if (names.length === 0) return importFile(path);
  const s = session();
  const source = readSource(path);
  if (source instanceof Unknown) return source;
  const { parse } = s.compile(source);
  const scope: Scope = { parent: ROOT.scope, slots: new Map(names.map(([name], i) => [name, i])) };
  const program = { source, parse, ...compile(parse.root, { source, scope, tolerant: s.tolerant }) };
  return run(
    program,
    new Env(
      ROOT.env,
      names.map(([, value]) => value),
    ),
  );
}

function readSource(path: string): Source | Unknown {
  const answer = storeFiles().readFile(path);
  if ('ok' in answer) return { path, text: decodeUtf8(answer.ok), folder: dirName(path) };
  if (answer.problem === 'denied' && session().tolerant)
    return new Unknown(`import ${path}`, `${path} lies outside the folders that may be read`);
  throw new NixError(
    answer.problem === 'missing'
      ? `getting status of '${path}': No such file or directory`
      : answer.problem === 'denied'
        ? `'${path}' lies outside the folders that may be read`
        : `opening file '${path}': it cannot be read`,
  );
}
