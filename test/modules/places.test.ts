// Where errors of the module system point: the text at the place of each definition that is at fault.
import { describe, expect, it } from 'vitest';
import { sourceText, type Position } from '../../server/src/evaluator/position';
import { OptionError } from '../../server/src/modules/definition';
import { evaluate } from './eval';

interface Place {
  /** The attribute's name and the value as they are written. */
  readonly text: readonly [name: string, value: string];
  readonly element?: number;
}

function textsOf(at: Position | undefined): Place['text'] {
  if (at === undefined) return ['', ''];
  return [sourceText(at), at.value === undefined ? '' : at.source.text.slice(at.value.start, at.value.end)];
}

function faults(
  type: string,
  ...modules: readonly string[]
): { problem: string; loc: readonly string[]; places: Place[] } {
  const { error } = evaluate(
    `(lib.evalModules { modules = [ { options.o.x = with lib.types; lib.mkOption { type = ${type}; }; } ${modules.join(' ')} ]; }).config.o.x`,
  );
  if (!(error instanceof OptionError)) throw error ?? new Error('no error');
  return {
    problem: error.problem,
    loc: error.loc,
    places: error.definitions.map((d) => ({
      text: textsOf(d.at),
      ...(d.element !== undefined && { element: d.element }),
    })),
  };
}

describe('errors point at', () => {
  it.each([
    ['the value of a definition', 'int', ['{ o.x = "a"; }'], 'type-mismatch', ['o', 'x'], [['x', '"a"']]],
    [
      'the value under properties',
      'int',
      ['{ config = lib.mkIf true { o = lib.mkMerge [ { x = lib.mkForce "a"; } ]; }; }'],
      'type-mismatch',
      ['o', 'x'],
      [['x', 'lib.mkForce "a"']],
    ],
    [
      'both of two that conflict',
      'int',
      ['{ o.x = 1; }', '{ o.x = 2; }'],
      'conflicting-definitions',
      ['o', 'x'],
      [
        ['x', '2'],
        ['x', '1'],
      ],
    ],
    [
      'an attribute of a set',
      'attrsOf int',
      ['{ o.x = { a = 1; b = "c"; }; }'],
      'type-mismatch',
      ['o', 'x', 'b'],
      [['b', '"c"']],
    ],
    [
      'an option of a submodule',
      'attrsOf (submodule { options.p = lib.mkOption { type = int; }; })',
      ['{ o.x.k.p = "c"; }'],
      'type-mismatch',
      ['o', 'x', 'k', 'p'],
      [['p', '"c"']],
    ],
    [
      'an option that a submodule does not have',
      'submodule { options.p = lib.mkOption { default = 1; }; }',
      ['{ o.x.q = 1; }'],
      'unknown-option',
      ['o', 'x', 'q'],
      [['q', '1']],
    ],
    [
      'an option that nobody declares',
      'int',
      ['{ o.x = 1; o.y.z = 2; }'],
      'unknown-option',
      ['o', 'y'],
      [['y', 'y.z = 2']],
    ],
    [
      'a definition that an alias moved',
      'int',
      ['(lib.mkAliasOptionModule [ "old" ] [ "o" "x" ])', '{ old = "a"; }'],
      'type-mismatch',
      ['o', 'x'],
      [['old', '"a"']],
    ],
  ] as const)('%s', (_, type, modules, problem, loc, places) => {
    const found = faults(type, ...modules);
    expect(found).toEqual({ problem, loc, places: places.map((text) => ({ text })) });
  });

  it('an element of a list', () => {
    expect(faults('listOf int', '{ o.x = [ 1 "a" ]; }').places).toEqual([{ text: ['x', '[ 1 "a" ]'], element: 1 }]);
  });
});
