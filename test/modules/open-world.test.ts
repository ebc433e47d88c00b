// Options that are declared elsewhere: what files define is read back, the rest is unknown.
import { describe, expect, it } from 'vitest';
import { attrsOf } from '../../server/src/evaluator/attrs';
import { callMany } from '../../server/src/evaluator/call';
import { evaluateProgram, inSession } from '../../server/src/evaluator/evaluate';
import { Unknown, force, isList, type Value } from '../../server/src/evaluator/values';
import { showOption } from '../../server/src/modules/definition';
import { completeLib, evalModules, type OpenWorld } from '../../server/src/modules/index';
import { compileText, testSession, toJson } from '../support/eval';

const open: OpenWorld = {
  unknown: (loc) => new Unknown(`config.${showOption(loc)}`, 'declared elsewhere'),
  isClosed: (loc) => loc[0] === 'closed',
  argument: (name) => new Unknown(name, 'not given here'),
};

/** Evaluates modules in an open world and applies `read: config: …` to the result. */
function read(modules: string, use: string): { readonly json?: unknown; readonly opaque: number } {
  const lib = completeLib('25.05');
  let opaque = 0;
  return inSession(testSession(), () => {
    const list = callMany(evaluateProgram(compileText(`lib: u: [ ${modules} ]`)), [
      lib,
      new Unknown('u', 'nobody knows'),
    ]);
    const evaluation = evalModules({
      modules: isList(list) ? list : [],
      lib,
      open,
      onOpaque: () => opaque++,
      specialArgs: attrsOf({}),
    });
    const value: Value = callMany(evaluateProgram(compileText(`lib: config: ${use}`)), [lib, evaluation.config]);
    return { json: toJson(force(value)), opaque };
  });
}

const ELSEWHERE = { unknown: 'declared elsewhere' };

describe('in an open world', () => {
  it.each([
    ['a single plain value is read back', '{ networking.hostName = "a"; }', 'config.networking.hostName', 'a'],
    ['sets are joined', '{ a.b = 1; } { a.c = 2; }', '[ config.a.b config.a.c ]', [1, 2]],
    ['of several values nobody knows', '{ a.b = 1; } { a.b = 2; }', 'config.a.b', ELSEWHERE],
    ['unless a priority decides', '{ a.b = 1; } { a.b = lib.mkForce 2; }', 'config.a.b', 2],
    ['lists may have more elements', '{ a.b = [ 1 ]; }', 'config.a.b', ELSEWHERE],
    ['conditions are looked at', '{ a.b = lib.mkIf false 1; } { a.b = 2; }', 'config.a.b', 2],
    ['unknown conditions leave it open', '{ a.b = lib.mkIf u 1; }', 'config.a.b', ELSEWHERE],
    ['what nobody defines is unknown', '{ }', 'config.services.nginx.enable', ELSEWHERE],
    [
      'also beside declared options',
      '{ options.a.b = lib.mkOption { default = 1; }; }',
      '[ config.a.b config.a.c ]',
      [1, ELSEWHERE],
    ],
    [
      'except where everything is declared',
      '{ options.closed.b = lib.mkOption { default = 1; }; }',
      'config.closed.c or "no"',
      'no',
    ],
    [
      'module arguments are unknown',
      '({ inputs, ... }: { a.b = inputs; })',
      'config.a.b',
      { unknown: 'not given here' },
    ],
    ['sets with a type of their own are values', '{ a.b = { outPath = "/x"; c = 1; }; }', 'config.a.b.c', 1],
    [
      'a definition may depend on others of the same set',
      '({ config, ... }: { a.b = 1; a.c = config.a.b + 1; })',
      'config.a.c',
      2,
    ],
    [
      'a condition may depend on the set that it defines',
      '({ config, lib, ... }: { config = lib.mkIf config.a.on { a.b = 1; }; }) { a.on = true; }',
      'config.a.b',
      1,
    ],
    [
      'also under options that are declared',
      '({ config, lib, ... }: { options.a.on = lib.mkOption { default = true; }; config.a = lib.mkIf config.a.on { b = 1; }; })',
      'config.a.b',
      1,
    ],
  ] as const)('%s', (_, modules, use, expected) => {
    expect(read(modules, use).json).toEqual(expected);
  });

  it('imports that cannot be followed are told', () => {
    expect(read('{ imports = [ u ]; a = 1; }', 'config.a')).toEqual({ json: 1, opaque: 1 });
  });
});
