// What declarations of options come to: several of one option, values without definitions, what is said of modules.
import { describe, expect, it } from 'vitest';
import { fail, give, run } from './cases';

describe('options without definitions', () => {
  give([
    [
      'have the empty value of their type',
      `config [ { options = { l = opt (types.listOf types.int); s = opt (types.attrsOf types.int); n = opt (types.nullOr types.int);
        a = opt types.attrs; u = opt (types.uniq (types.listOf types.int)); c = opt (types.coercedTo types.int (i: [ i ]) (types.listOf types.int)); }; } ]`,
      { l: [], s: {}, n: null, a: {}, u: [], c: [] },
    ],
    [
      'have the defaults of their submodule',
      `config [ { options.s = opt (types.submodule { options.x = optDef types.int 7; }); } ]`,
      { s: { x: 7 } },
    ],
    [
      'have it also when no condition of a definition holds',
      `config [ { options.l = opt (types.listOf types.int); } { l = mkIf false [ 1 ]; } ]`,
      { l: [] },
    ],
    [
      'give it to apply',
      `config [ { options.l = mkOption { type = types.listOf types.int; apply = builtins.length; }; } ]`,
      { l: 0 },
    ],
    [
      'are still not defined',
      `let o = (eval [ { options.l = opt (types.listOf types.int); } ]).options.l; in [ o.isDefined o.highestPrio o.value ]`,
      [false, 9999, []],
    ],
    [
      'have it inside of a tag',
      `config [ { options.t = opt (types.attrTag { l = opt (types.listOf types.int); }); } { t.l = mkIf false [ 1 ]; } ]`,
      { t: { l: [] } },
    ],
  ]);
  fail([
    [
      'fail where the type has no empty value',
      `config [ { options.x = opt types.int; } ]`,
      "The option `x' was accessed but has no value defined. Try setting the option.",
    ],
    [
      'fail where a list must not be empty',
      `config [ { options.x = opt (types.nonEmptyListOf types.int); } ]`,
      "The option `x' was accessed but has no value defined. Try setting the option.",
    ],
  ]);
  it('fail up to NixOS 25.11 whatever their type', () => {
    const expr = `config [ { options.x = opt (types.listOf types.int); } ]`;
    const message = "The option `x' was accessed but has no value defined. Try setting the option.";
    expect(run(expr, '25.11').error?.message).toBe(message);
    expect(run(expr, '26.05').json).toEqual({ x: [] });
  });
});

describe('a submodule that is declared twice', () => {
  const twice = (a: string, b: string): string =>
    `eval [ { options.s = opt (types.submoduleWith ({ modules = [ ]; } // { ${a} })); } { options.s = opt (types.submoduleWith ({ modules = [ ]; } // { ${b} })); config.s = { }; } ]`;
  give([
    ['takes a description from either', `(${twice('description = "a";', '')}).options.s.type.description`, 'a'],
    [
      'may have two descriptions where nobody reads them',
      `(${twice('description = "a";', 'description = "b";')}).config`,
      { s: {} },
    ],
    [
      'joins special arguments',
      `(${twice('specialArgs.q = 1;', 'specialArgs.r = 2; modules = [ ({ q, r, ... }: { options.z = optDef types.int (q + r); }) ];')}).config`,
      { s: { z: 3 } },
    ],
    [
      'is extended by options below it, whatever its sets mean',
      `config [ { options.s = opt (types.submodule { options.config = optDef types.int 1; }); } { options.s.y = optDef types.int 2; } { s = { config = 3; }; } ]`,
      { s: { config: 3, y: 2 } },
    ],
  ]);
  fail([
    [
      'agrees on what its sets mean',
      `(${twice('shorthandOnlyDefinesConfig = true;', '')}).config`,
      'A submoduleWith option is declared multiple times with conflicting shorthandOnlyDefinesConfig values',
    ],
    [
      'agrees on its class',
      `(${twice('class = "x";', 'class = "y";')}).config`,
      'A submoduleWith option is declared multiple times with conflicting class values "y" and "x".',
    ],
    [
      'has one description where it is read',
      `(${twice('description = "a";', 'description = "b";')}).options.s.type.description`,
      'A submoduleWith option is declared multiple times with conflicting descriptions',
    ],
  ]);
});

describe('what an evaluation says of its modules', () => {
  give([
    [
      'the graph of imports, disabled modules among them',
      `(eval [ { key = "a"; _file = "a.nix"; imports = [ { key = "b"; disabledModules = [ { key = "c"; } ]; } { key = "c"; } ]; } ]).graph`,
      [
        {
          key: 'a',
          file: 'a.nix',
          disabled: false,
          imports: [
            { key: 'b', file: 'a.nix', disabled: false, imports: [] },
            { key: 'c', file: 'a.nix', disabled: true, imports: [] },
          ],
        },
      ],
    ],
    [
      'the type that a value was merged with',
      `let m = (eval [ { options.l = optDef (types.listOf (types.attrsOf types.int)) [ { } ]; } ]).options.l.valueMeta;
        in [ m._internal.type.description (builtins.head m.list)._internal.type.description ]`,
      ['list of attribute set of signed integer', 'attribute set of signed integer'],
    ],
  ]);
});

describe('modules to disable', () => {
  give([
    [
      'are named by whatever becomes a text',
      `config [ { options.l = optDef (types.listOf types.int) [ ]; } { key = "3"; l = [ 3 ]; } { key = "a b"; l = [ 4 ]; } { disabledModules = [ 3 null true [ "a" "b" ] ]; } ]`,
      { l: [] },
    ],
  ]);
  fail([
    [
      'are no functions',
      `config [ { _file = "d.nix"; disabledModules = [ (x: x) ]; } ]`,
      'Each disabledModules item must be a path, string, or a attribute set with a key attribute, or a value supported by toString. However, one of the disabledModules items in `d.nix` is none of that, but is of type lambda.',
    ],
    [
      'have a key when they are sets',
      `config [ { _file = "d.nix"; disabledModules = [ { a = 1; } ]; } ]`,
      'Module `d.nix` contains a disabledModules item that is an attribute set, presumably a module, that does not have a `key` attribute.',
    ],
    [
      'have one name',
      `config [ { _file = "d.nix"; disabledModules = [ { key = "k"; outPath = "/x"; } ]; } ]`,
      'Module `d.nix` contains a disabledModules item that is an attribute set that can be converted to a string (/x) but also has a `.key` attribute (k) with a different value.',
    ],
  ]);
});

describe('what is no module', () => {
  fail([
    [
      'a configuration, in a submodule',
      `config [ { options.s = opt (types.submodule { }); config.s = { ... }: { imports = [ (eval [ ]) ]; }; _file = "m.nix"; } ]`,
      'Expected a module, but found a value of type "configuration", while trying to load a module into m.nix, while trying to load a module into s.\nA module is typically loaded by adding it to the imports = [ ... ];',
    ],
    [
      'a flake, in a configuration of NixOS',
      `(lib.evalModules { class = "nixos"; modules = [ { _type = "flake"; } ]; }).config`,
      'inputs.someflake.modules.nixos.default\nor\n    inputs.someflake.nixosModules.default',
    ],
    [
      'a number under a condition, where options are declared below',
      `config [ { options.a.b = opt types.int; } { _file = "u.nix"; a = mkIf true 1; } ]`,
      "In module `u.nix', you're trying to define a value of type `int'\nrather than an attribute set for the option\n`a'!",
    ],
  ]);
});

describe('options that may be set once', () => {
  const twice = `{ _file = "o.nix"; options.x = mkOption { type = types.int; readOnly = true; default = 1; APPLY }; } { _file = "d.nix"; x = mkIf false 2; }`;
  const modules = (apply = ''): string => `[ ${twice.replace('APPLY', apply)} ]`;
  fail([
    [
      'count their default and definitions whose conditions fail',
      `config ${modules()}`,
      "The option `x' is read-only, but it's set multiple times. Definition values:\n- In `o.nix': 1\n- In `d.nix'",
    ],
    ['cannot be asked whether they are defined', `(eval ${modules()}).options.x.isDefined`, 'is read-only'],
  ]);
  give([['may be set twice where apply ignores the value', `config ${modules('apply = x: 7;')}`, { x: 7 }]]);
});

describe('the order of definitions', () => {
  give([
    [
      'is told with the definitions',
      `map (d: d.priority or null) (eval [ { options.x = opt types.lines; } { x = mkAfter "a"; } { x = "b"; } { x = mkBefore "c"; } ]).options.x.definitionsWithLocations`,
      [500, null, 1500],
    ],
    [
      'is not that of what is inside of them',
      `let submodule = types.submodule { options.x = opt types.int; }; c = config [ { options = { l = opt (types.attrListOf submodule); f = opt (types.functionTo submodule); }; }
        { l = mkBefore [ { a = { x = 1; }; } ]; f = mkAfter (x: { inherit x; }); } ]; in [ c.l (c.f 2).x ]`,
      [[{ a: { x: 1 } }], 2],
    ],
    [
      'of definitions that have one already',
      `map (d: d.value) (lib.modules.sortProperties [ { value = mkAfter 1; } { value = 2; } { value = 4; priority = 1; } ])`,
      [4, 2, 1],
    ],
  ]);
  fail([
    [
      'is nothing for a submodule',
      `config [ { options.s = opt (types.submodule { options.x = optDef types.int 1; }); } { s = mkBefore { x = 2; }; } ]`,
      "called with unexpected argument 'priority'",
    ],
  ]);
});

describe('merging by hand', () => {
  give([
    [
      'tells what is wrong with a list, and its value all the same',
      `let m = (lib.modules.mergeDefinitions [ "x" ] (types.attrsOf types.int) [ { file = "f"; value = 1; } ]).checkedAndMerged; in m.headError`,
      { message: "Definition values: \n- In `f': 1" },
    ],
    ['passes what is no set', 'lib.modules.pushDownProperties (mkMerge [ 3 (mkIf true { a = 1; }) ])', [3, { a: {} }]],
  ]);
});

describe('tags that are declared twice', () => {
  const inner = 'types.attrTag { u = opt types.bool; w = optDef types.int 3; }';
  const declared = `options.x = opt (types.either (types.attrTag { u = opt (${inner}); }) types.int);`;
  give([
    [
      'may contradict each other where they are not used',
      `config [ { ${declared} } { ${declared} } { x.u.u = true; } ]`,
      { x: { u: { u: true } } },
    ],
  ]);
});
