// Definitions that go from one option to another.
import { describe } from 'vitest';
import { fail, give } from './cases';

describe('aliases', () => {
  give([
    [
      'an alias of a group of options moves the options below it',
      `let c = config [ { options.b = { x = opt types.int; y = optDef types.int 2; }; } (lib.mkAliasOptionModule [ "a" ] [ "b" ]) { a.x = 1; } ]; in [ c.b c.a ]`,
      [
        { x: 1, y: 2 },
        { x: 1, y: 2 },
      ],
    ],
    [
      'what is taken over counts as defined by the module that takes it',
      `let o = (eval [ { options.b = opt (types.listOf types.int); } { _file = "rename.nix"; imports = [ (lib.mkAliasOptionModule [ "a" ] [ "b" ]) ]; } { _file = "own.nix"; a = [ 1 ]; } ]).options; in [ o.a.files o.b.files ]`,
      [['own.nix'], ['rename.nix']],
    ],
    [
      'a definition made with mkDefinition keeps its own file',
      `(eval [ { options.b = opt types.int; } { _file = "own.nix"; b = lib.mkDefinition { file = "other.nix"; value = mkForce 3; }; } { b = 4; } ]).options.b.files`,
      ['other.nix'],
    ],
    [
      'the value of a definition is changed inside of its properties',
      `config [ { options.a = opt types.int; } { a = lib.modules.mapDefinitionValue (x: x * 10) (mkMerge [ (mkIf true (mkForce 2)) (mkIf false 3) 4 ]); } ]`,
      { a: 20 },
    ],
  ]);
  fail([
    [
      'conditions inside of mkDefinition are values',
      `config [ { options.b = opt types.int; } { b = lib.mkDefinition { file = "z.nix"; value = mkIf true 3; }; } ]`,
      "A definition for option `b' is not of type `signed integer'. Definition values:\n- In `z.nix':",
    ],
  ]);
});
