// Evaluating files and expressions in a session.
import { ROOT } from './builtins/index';
import { compile, type Compiled } from './compile';
import { NixError, addTrace, overflowError } from './errors';
import type { Source } from './position';
import type { Scope } from './scope';
import { session, withSession, type Session } from './session';
import { Env, type Lazy, type Value } from './values';
import type { ParseResult } from '../syntax/ast';

/** A file made ready to run. */
export interface Program extends Compiled {
  readonly source: Source;
  readonly parse: ParseResult;
  /**
   * The program's value, with additional names in scope if any are given. In a session that is not tolerant, problems
   * are raised first.
   */
  evaluate(names?: ReadonlyMap<string, Lazy>): Value;
}

interface ProgramOptions {
  readonly tolerant: boolean;
  readonly home?: string | undefined;
}

/** Compiles a text in the outermost scope. */
export function compileSource(source: Source, parse: ParseResult, options: ProgramOptions): Program {
  return new CompiledProgram(source, parse, options);
}

class CompiledProgram implements Program {
  readonly code: Program['code'];
  readonly codes: Program['codes'];
  private readonly compiled: Compiled;

  constructor(
    readonly source: Source,
    readonly parse: ParseResult,
    private readonly options: ProgramOptions,
  ) {
    this.compiled = this.compileIn(ROOT.scope);
    this.code = this.compiled.code;
    this.codes = this.compiled.codes;
  }

  get problems(): Program['problems'] {
    return this.compiled.problems;
  }

  evaluate(names?: ReadonlyMap<string, Lazy>): Value {
    if (names === undefined || names.size === 0) return run(this, ROOT.env);
    const { source, parse } = this;
    const scope: Scope = { parent: ROOT.scope, slots: new Map([...names.keys()].map((name, i) => [name, i])) };
    const { code, problems } = this.compileIn(scope);
    return run({ source, parse, code, problems }, new Env(ROOT.env, [...names.values()]));
  }

  private compileIn(scope: Scope): Compiled {
    return compile(this.parse.root, { source: this.source, scope, ...this.options });
  }
}

type Checked = Pick<Program, 'source' | 'parse' | 'problems'>;

/** The first thing for which Nix would refuse the program, as the error that Nix raises; `undefined` if there is none. */
export function firstProblem(program: Checked): NixError | undefined {
  const { source, parse, problems } = program;
  const syntax = parse.problems[0];
  if (syntax !== undefined)
    return new NixError(`syntax error, ${lowerFirst(syntax.message)}`, { source, ...syntax.span });
  const [problem] = problems;
  if (problem === undefined) return undefined;
  const error = new NixError(problem.message, { source, start: problem.start, end: problem.end });
  if (problem.first !== undefined) addTrace(error, 'it is defined first', { source, ...problem.first });
  return error;
}

function lowerFirst(s: string): string {
  return s.charAt(0).toLowerCase() + s.slice(1);
}

/** Evaluates a program; see `Program.evaluate`. */
export function evaluateProgram(program: Program): Value {
  return program.evaluate();
}

function run(program: Checked & Pick<Program, 'code'>, env: Env): Value {
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
      throw overflowError(error, undefined) ?? error;
    }
  });
}
