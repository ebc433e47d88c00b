// How modules are evaluated: each fixture is a Nix expression and what it comes to.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fail, give, run, type Cases } from './cases';

describe('properties', () => {
  give([
    [
      'mkIf moves onto attributes, so that it may ask for the configuration',
      `config [ { options.a = optDef types.bool true; options.b.c = optDef types.int 0; }
        ({ config, ... }: { config = mkIf config.a { b.c = 1; }; }) ]`,
      { a: true, b: { c: 1 } },
    ],
    [
      'mkMerge at every level',
      `config [ { options.a.b = opt (types.listOf types.int); }
        { config = mkMerge [ { a = mkMerge [ { b = mkMerge [ [ 1 ] [ 2 ] ]; } ]; } { a.b = [ 3 ]; } ]; } ]`,
      { a: { b: [1, 2, 3] } },
    ],
    [
      'a priority moves onto attributes',
      `config [ { options.a = { b = opt types.int; c = opt types.int; }; } { a = mkForce { b = 1; c = 7; }; } { a.b = 2; a.c = 3; } ]`,
      { a: { b: 1, c: 7 } },
    ],
    [
      'the inner priority counts when it stands alone',
      `config [ { options.a = optDef types.int 1; } { a = mkDefault 2; } { a = mkOverride 900 3; } ]`,
      { a: 3 },
    ],
    [
      'orders sort definitions of the same priority',
      `config [ { options.a = opt types.lines; } { a = mkAfter "z"; } { a = "m"; } { a = mkBefore "a"; } { a = mkOrder 700 "c"; } ]`,
      { a: 'a\nc\nm\nz' },
    ],
    [
      'mkIf false leaves no definition',
      `let o = (eval [ { options.a = opt types.int; } { a = mkIf false 1; } ]).options.a; in [ o.isDefined o.highestPrio ]`,
      [false, 9999],
    ],
    [
      'conditions inside of lists and sets',
      `config [ { options.a = opt (types.attrsOf types.int); options.l = opt (types.listOf types.int); }
        { a.x = mkIf false 1; a.y = mkIf true 2; l = [ 1 (mkIf false 2) (mkMerge [ (mkIf true 3) ]) ]; } ]`,
      { a: { y: 2 }, l: [1, 3] },
    ],
  ]);
  fail([
    [
      'a condition is a Boolean',
      `config [ { options.a = opt types.int; } { a = mkIf "yes" 1; } ]`,
      '‘mkIf’ called with a non-Boolean condition',
    ],
  ]);
});

describe('modules', () => {
  give([
    [
      'specialArgs and _module.args',
      `(lib.evalModules { specialArgs.s = 1; modules = [ ({ s, t, lib, ... }: { options.a = optDef types.int (s + t); config._module.args.t = 2; }) ]; }).config.a`,
      3,
    ],
    [
      'all arguments with @',
      `config [ (args@{ ... }: { options.a = args.lib.mkOption { default = args.specialArgs; }; }) ]`,
      { a: {} },
    ],
    [
      'one key, one module',
      `config [ { options.a = opt (types.listOf types.int); } { key = "k"; a = [ 1 ]; } { key = "k"; a = [ 2 ]; } ]`,
      { a: [1] },
    ],
    [
      'modules disabled by key, with what they import',
      `config [ { options.a = optDef (types.listOf types.int) [ ]; } { key = "k"; imports = [ { a = [ 1 ]; } ]; } { disabledModules = [ { key = "k"; } ]; } ]`,
      { a: [] },
    ],
    [
      'shorthand with require, meta and freeformType',
      `config [ { options.meta = opt types.anything; } { freeformType = types.attrsOf types.int; meta = 1; b = 2; } ]`,
      { meta: 1, b: 2 },
    ],
    ['a bare mkIf is a module', `config [ { options.a = optDef types.int 0; } (mkIf true { a = 1; }) ]`, { a: 1 }],
    [
      'functors are module functions',
      `config [ { __functor = self: { config, ... }: { options.a = optDef types.int 4; }; } ]`,
      { a: 4 },
    ],
    [
      'extendModules and type',
      `let e = eval [ { options.a = opt (types.listOf types.int); config.a = [ 1 ]; } ];
        in [ (e.extendModules { modules = [ { a = [ 2 ]; } ]; }).config.a
             (config [ { options.s = opt e.type; config.s.a = [ 3 ]; } ]).s.a ]`,
      [
        [2, 1],
        [3, 1],
      ],
    ],
    [
      'class',
      `(lib.evalModules { class = "nixos"; modules = [ ({ _class, ... }: { _class = "nixos"; options.c = optDef types.str _class; }) ]; }).config.c`,
      'nixos',
    ],
    [
      'moduleType in _module.args',
      `(config [ ({ moduleType, ... }: { options.n = optDef types.str moduleType.name; }) ]).n`,
      'submodule',
    ],
  ]);
  fail([
    [
      'a module argument that nobody gives',
      `config [ ({ nope, ... }: { options.a = optDef types.int nope; }) ]`,
      "attribute 'nope' missing",
    ],
    [
      'the wrong class',
      `(lib.evalModules { class = "nixos"; modules = [ { _file = "d.nix"; _class = "darwin"; } ]; }).config`,
      'The module `d.nix` (class: "darwin") cannot be imported into a module evaluation that expects class "nixos".',
    ],
    [
      'config beside an option',
      `config [ { _file = "m.nix"; key = "m"; config = { }; services = 1; } ]`,
      "Module `m' has an unsupported attribute `services'.",
    ],
    ['nested lists', `config [ [ { } ] ]`, "Module imports can't be nested lists."],
    [
      'a configuration as a module',
      `config [ (eval [ ]) ]`,
      'Expected a module, but found a value of type "configuration"',
    ],
    ['a number as a module', `config [ { imports = [ 3 ]; _file = "m.nix"; } ]`, 'does not look like a module'],
  ]);
});

describe('files', () => {
  let folder = '';
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'modules-'));
    const write = (name: string, text: string): void => writeFileSync(join(folder, name), text);
    write(
      'options.nix',
      '{ lib, ... }: { options.l = lib.mkOption { type = lib.types.listOf lib.types.str; default = [ ]; }; }',
    );
    write('a.nix', '{ imports = [ ./options.nix ./b.nix ]; l = [ "a" ]; }');
    write('b.nix', '{ imports = [ ./a.nix ./options.nix ]; l = [ "b" ]; }');
    write('data.json', '{ "l": [ "json" ] }');
    write('apply.nix', 'extra: { ... }: { imports = [ ./options.nix ]; l = [ extra ]; }');
  });
  afterAll(() => {
    rmSync(folder, { recursive: true });
  });
  const given: Cases = [
    [
      'files that import each other are one module each',
      `config [ (DIR + "/a.nix") (toString DIR + "/b.nix") ]`,
      { l: ['b', 'a'] },
    ],
    [
      'a file disabled by its path',
      `config [ (DIR + "/a.nix") { disabledModules = [ (DIR + "/b.nix") ]; } ]`,
      { l: ['a'] },
    ],
    [
      'a file disabled below modulesPath',
      `(lib.evalModules { specialArgs.modulesPath = DIR; modules = [ (DIR + "/a.nix") { disabledModules = [ "b.nix" ]; } ]; }).config`,
      { l: ['a'] },
    ],
    ['importJSON', `config [ (DIR + "/options.nix") (lib.modules.importJSON (DIR + "/data.json")) ]`, { l: ['json'] }],
    ['importApply', `config [ (lib.modules.importApply (DIR + "/apply.nix") "x") ]`, { l: ['x'] }],
  ];
  it.each(given)('%s', (_, expr, value) => {
    expect(run(expr.replaceAll('DIR', folder))).toMatchObject({ json: value });
  });
  it('names files in errors', () => {
    expect(run(`config [ ${folder}/options.nix ${folder}/a.nix { l = 3; } ]`).error?.message).toContain(
      "A definition for option `l' is not of type `list of string'.",
    );
  });
});

describe('options', () => {
  give([
    [
      'apply sees the merged value',
      `config [ { options.a = mkOption { type = types.int; apply = toString; }; config.a = 3; } ]`,
      { a: '3' },
    ],
    ['apply that ignores its argument', `config [ { options.a = mkOption { apply = x: 1; }; } ]`, { a: 1 }],
    [
      'what is known of an option',
      `let o = (eval [ { _file = "decl.nix"; options.a = optDef types.int 1; } { _file = "m.nix"; a = mkForce 2; } ]).options.a;
        in { inherit (o) isDefined highestPrio definitions files declarations definitionsWithLocations value loc; text = "\${o}"; t = o.type.name; }`,
      {
        isDefined: true,
        highestPrio: 50,
        definitions: [2],
        files: ['m.nix'],
        declarations: ['decl.nix'],
        definitionsWithLocations: [{ file: 'm.nix', value: 2 }],
        value: 2,
        loc: ['a'],
        text: 'a',
        t: 'int',
      },
    ],
    [
      'an option may be declared several times with types that merge',
      `(eval [ { options.a = opt (types.enum [ "x" ]); } { options.a = opt (types.enum [ "y" ]); } { a = "y"; } ]).options.a.type.description`,
      'one of "y", "x"',
    ],
    [
      'submodules declared in parts',
      `config [ { options.s = opt (types.submodule { options.a = optDef types.int 1; }); } { options.s = opt (types.submodule { options.b = optDef types.int 2; }); config.s = { }; } ]`,
      { s: { a: 1, b: 2 } },
    ],
    [
      'options below a submodule option extend it',
      `config [ { options.s = opt (types.submodule { options.a = optDef types.int 1; }); } { options.s.b = optDef types.int 2; } { s.b = 3; } ]`,
      { s: { a: 1, b: 3 } },
    ],
    [
      'types may depend on the configuration',
      `config [ ({ config, ... }: { options.names = opt (types.listOf types.str); options.n = opt (types.enum config.names); }) { names = [ "x" ]; n = "x"; } ]`,
      { n: 'x', names: ['x'] },
    ],
    [
      'the names of a configuration do not depend on definitions',
      `builtins.attrNames (config [ { options.a.b = opt types.int; } ({ config, ... }: { a = builtins.seq (builtins.attrNames config.a) { b = 1; }; }) ]).a`,
      ['b'],
    ],
    [
      'options as an argument',
      `config [ ({ options, ... }: { options.a = optDef types.int 1; options.b = optDef types.bool options.a.isDefined; }) ]`,
      { a: 1, b: true },
    ],
  ]);
  fail([
    [
      'defined, but not declared',
      `config [ { options.services.foo.enable = opt types.bool; } { _file = "m.nix"; services.foo.enabel = true; } ]`,
      "The option `services.foo.enabel' does not exist. Definition values:\n- In `m.nix': true\n\nDid you mean `services.foo.enable'?",
    ],
    [
      'several suggestions',
      `config [ { options = { ab = opt types.int; ac = opt types.int; ad = opt types.int; zzzzz = opt types.int; }; } { aa = 1; } ]`,
      "Did you mean `ab', `ac' or `ad'?",
    ],
    [
      'no option declared at all',
      `config [ { a = 1; } ]`,
      "It seems as if you're trying to declare an option by placing it into `config' rather than `options'!",
    ],
    [
      'no option declared in a submodule',
      `(config [ { options.s = opt (types.submodule { }); config.s.a = 1; } ]).s`,
      "However there are no options defined in `s'. Are you sure you've",
    ],
    [
      'used and not defined',
      `config [ { options.a.b = opt types.int; } ]`,
      "The option `a.b' was accessed but has no value defined. Try setting the option.",
    ],
    [
      'read-only and set twice',
      `config [ { options.a = mkOption { type = types.int; readOnly = true; default = 1; }; } { _file = "m.nix"; a = 2; } ]`,
      "The option `a' is read-only, but it's set multiple times. Definition values:\n- In `<unknown-file>': 1\n- In `m.nix': 2",
    ],
    [
      'declared twice',
      `config [ { _file = "a.nix"; options.a = optDef types.int 1; } { _file = "b.nix"; options.a = optDef types.int 2; } ]`,
      "The option `a' in `a.nix' is already declared in `b.nix'.",
    ],
    [
      'types that do not merge',
      `config [ { _file = "a.nix"; options.a = opt types.int; } { _file = "b.nix"; options.a = opt types.str; } ]`,
      "The option `a' in `a.nix' is already declared in `b.nix'.",
    ],
    [
      'an option below an option',
      `config [ { _file = "a.nix"; options.a = opt types.str; } { _file = "b.nix"; options.a.b = opt types.int; } ]`,
      "The option `a' in module `a.nix' would be a parent of the following options, but its type `string' does not support nested options.\n- option(s) with prefix `a.b' in module `b.nix'",
    ],
    [
      'a type without mkOption',
      `config [ { _file = "a.nix"; options.a.b = types.int; } ]`,
      'In module a.nix: expected an option declaration at option path `a.b` but got an attribute set with type option-type',
    ],
    [
      'a value among the options',
      `config [ { options.a.b = 3; } ]`,
      "An option declaration for `a.b' has type\n`int' rather than an attribute set.\nDid you mean to define this outside of `options'?",
    ],
    [
      'a definition of a group that is no set',
      `config [ { options.a.b = opt types.int; } { _file = "m.nix"; a = [ ]; } ]`,
      "In module `m.nix', you're trying to define a value of type `list'\nrather than an attribute set for the option\n`a'!",
    ],
    [
      'a definition that needs itself',
      `config [ { options.a = opt types.int; } ({ config, ... }: { a = config.a; }) ]`,
      'infinite recursion',
    ],
  ]);
});

describe('freeform types', () => {
  give([
    [
      'take what is not declared, at any depth',
      `config [ { freeformType = types.attrsOf types.anything; options.a.b = optDef types.int 1; } { a.c = 2; d.e = mkIf true 3; f = mkIf false 4; } ]`,
      { a: { b: 1, c: 2 }, d: { e: 3 } },
    ],
    [
      'may be declared in several modules',
      `config [ { freeformType = types.attrsOf (types.enum [ 1 ]); } { freeformType = types.attrsOf (types.enum [ 2 ]); } { a = 1; b = 2; } ]`,
      { a: 1, b: 2 },
    ],
    ['without checks', `config [ { _module.check = false; } { a = 1; } ]`, {}],
  ]);
  fail([
    [
      'check values',
      `config [ { freeformType = types.attrsOf types.int; } { _file = "m.nix"; a = "x"; } ]`,
      "A definition for option `a' is not of type `signed integer'. Definition values:\n- In `m.nix': \"x\"",
    ],
  ]);
});

describe('submodules', () => {
  give([
    [
      'know their name and their own configuration',
      `config [ { options.s = opt (types.attrsOf (types.submodule ({ name, config, ... }: { options.n = optDef types.str name; options.m = optDef types.str "\${config.n}!"; }))); } { s.a = { }; s.b.n = "x"; } ]`,
      { s: { a: { n: 'a', m: 'a!' }, b: { n: 'x', m: 'x!' } } },
    ],
    [
      'merge definitions that are sets and functions',
      `config [ { options.s = opt (types.submodule { options.a = opt (types.listOf types.int); options.b = optDef types.int 0; }); } { s.a = [ 1 ]; } { s = { config, ... }: { a = [ 2 ]; b = builtins.length config.a; }; } ]`,
      { s: { a: [2, 1], b: 2 } },
    ],
    [
      'names of list elements',
      `(config [ { options.l = opt (types.listOf (types.submodule ({ name, ... }: { options.n = optDef types.str name; }))); } { l = [ { } ]; } ]).l`,
      [{ n: '[definition 1-entry 1]' }],
    ],
    [
      'shorthand only defines config',
      `config [ { options.s = opt (types.submodule { options.config = opt types.int; }); } { s.config = 1; } ]`,
      { s: { config: 1 } },
    ],
    [
      'submoduleWith takes whole modules',
      `config [ { options.s = opt (types.submoduleWith { modules = [ { options.a = opt types.int; } ]; specialArgs.x = 5; }); } { s = { x, ... }: { imports = [ { options.b = optDef types.int x; } ]; config.a = 1; }; } ]`,
      { s: { a: 1, b: 5 } },
    ],
    [
      'conditions inside of a definition',
      `config [ { options.s = opt (types.submodule { options.a = optDef types.int 1; options.b = optDef types.bool true; }); } { s = mkMerge [ (mkIf true { a = mkForce 2; }) { a = 3; } ]; } ]`,
      { s: { a: 2, b: true } },
    ],
    [
      'valueMeta leads to the evaluation',
      `(eval [ { options.s = opt (types.submodule { options.a = optDef types.int 1; }); config.s = { }; } ]).options.s.valueMeta.configuration.options.a.value`,
      1,
    ],
    [
      'sub-options for documentation',
      `map (o: o.name) (lib.optionAttrSetToDocList (eval [ { options.s = lib.mkOption { description = ""; type = types.attrsOf (types.submodule { options.a = lib.mkOption { type = types.int; }; }); }; } ]).options)`,
      [
        '_module.args',
        '_module.check',
        '_module.freeformType',
        '_module.specialArgs',
        's',
        's.<name>._module.args',
        's.<name>._module.check',
        's.<name>._module.freeformType',
        's.<name>._module.specialArgs',
        's.<name>.a',
      ],
    ],
  ]);
  fail([
    [
      'an option of an element that does not exist',
      `config [ { options.s = opt (types.attrsOf (types.submodule { options.abc = optDef types.int 1; })); } { _file = "m.nix"; s.x.abd = 2; } ]`,
      "The option `s.x.abd' does not exist. Definition values:\n- In `m.nix': 2\n\nDid you mean `s.x.abc'?",
    ],
    [
      'different classes',
      `(config [ { options.s = opt (types.submoduleWith { modules = [ ]; class = "a"; }); } { options.s = opt (types.submoduleWith { modules = [ ]; class = "b"; }); config.s = { }; } ]).s`,
      'conflicting class values',
    ],
  ]);
});
