// The functions of lib.options, lib.modules and lib.types that configurations call themselves.
import { describe, expect, it } from 'vitest';
import { LIB_NAMES } from '../../server/src/nixpkgs-lib/names';
import { evaluate } from './eval';

type Cases = readonly (readonly [title: string, expr: string, value: unknown])[];

const PRELUDE = 'inherit (lib) mkOption types; eval = modules: lib.evalModules { inherit modules; };';

function give(cases: Cases): void {
  it.each(cases)('%s', (_, expr, value) => {
    expect(evaluate(`let ${PRELUDE} in ${expr}`)).toMatchObject({ json: value });
  });
}

function fail(cases: readonly (readonly [title: string, expr: string, error: string])[]): void {
  it.each(cases)('%s', (_, expr, error) => {
    expect(evaluate(`let ${PRELUDE} in ${expr}`).error?.message).toContain(error);
  });
}

/** A module that declares what NixOS does for warnings and assertions. */
const REPORTS =
  '{ options.warnings = mkOption { type = types.listOf types.str; default = [ ]; }; options.assertions = mkOption { type = types.listOf types.unspecified; default = [ ]; }; }';

describe('options that moved', () => {
  give([
    [
      'renamed: forwarded with priority and warning',
      `let c = (eval [ ${REPORTS} (lib.mkRenamedOptionModule [ "old" "x" ] [ "new" "y" ])
        { options.new.y = mkOption { type = types.int; }; } { _file = "m.nix"; old.x = lib.mkForce 1; } { new.y = 2; } ]).config;
        in { inherit (c) warnings new; }`,
      {
        warnings: ["The option `old.x' defined in `m.nix' has been renamed to `new.y'."],
        new: { y: 1 },
      },
    ],
    [
      'renamed: the old option reads the new one',
      `(eval [ ${REPORTS} (lib.mkRenamedOptionModule [ "old" ] [ "new" ]) { options.new = mkOption { default = 7; }; } ]).config.old`,
      7,
    ],
    [
      'an alias tells nothing',
      `let c = (eval [ ${REPORTS} (lib.mkAliasOptionModule [ "a" ] [ "b" ]) { options.b = mkOption { type = types.lines; }; } { a = "x"; } { b = "y"; } ]).config; in [ c.b c.a c.warnings ]`,
      ['y\nx', 'y\nx', []],
    ],
    [
      'removed: an assertion fails',
      `let c = (eval [ ${REPORTS} (lib.mkRemovedOptionModule [ "gone" "x" ] "Use that.") { _file = "m.nix"; gone.x = 1; } ]).config; in c.assertions`,
      [
        {
          assertion: false,
          message: "The option definition `gone.x' in `m.nix' no longer has any effect; please remove it.\nUse that.\n",
        },
      ],
    ],
    [
      'removed: and holds where nobody defines it',
      `(eval [ ${REPORTS} (lib.mkRemovedOptionModule [ "gone" ] "Use that.") ]).config.assertions`,
      [
        {
          assertion: true,
          message: "The option definition `gone' in  no longer has any effect; please remove it.\nUse that.\n",
        },
      ],
    ],
    [
      'changed',
      `let c = (eval [ ${REPORTS} (lib.mkChangedOptionModule [ "old" ] [ "new" ] (config: if config.old > 100 then "high" else "normal"))
        { options.new = mkOption { type = types.str; }; } { _file = "m.nix"; old = 200; } ]).config; in [ c.new c.warnings ]`,
      [
        'high',
        [
          "The option `old' defined in `m.nix' has been changed to `new' that has a different type. Please read `new' documentation and update your configuration accordingly.",
        ],
      ],
    ],
    [
      'several into one',
      `(eval [ ${REPORTS} (lib.mkMergedOptionModule [ [ "a" ] [ "b" ] ] [ "new" ] (config: "\${toString config.a}-\${toString config.b}"))
        { options.new = mkOption { type = types.str; default = "none"; }; } { a = 1; b = 2; } ]).config.new`,
      '1-2',
    ],
    [
      'doRename under a condition',
      `(eval [ ({ config, ... }: { imports = [ (lib.doRename { from = [ "a" ]; to = [ "b" ]; visible = true; warn = false; use = x: x + 1; condition = false; }) ]; })
        { options.b = mkOption { type = types.int; default = 1; }; } { a = 5; } ]).config`,
      { a: 2, b: 1 },
    ],
    [
      'aliases of definitions keep priorities',
      `(eval [ ({ options, ... }: { options.a = mkOption { type = types.int; }; options.b = mkOption { type = types.int; };
        config.a = lib.mkDefault 1; config.b = lib.mkAliasDefinitions options.a; }) ]).config.b`,
      1,
    ],
    [
      'mkDerivedConfig',
      `(eval [ ({ options, ... }: { options.text = mkOption { type = types.str; }; options.source = mkOption { type = types.str; };
        config = { text = lib.mkForce "x"; source = lib.mkDerivedConfig options.text (t: "file-\${t}"); }; }) { source = "other"; } ]).config.source`,
      'file-x',
    ],
  ]);
  fail([
    [
      'removed: reading it',
      `(eval [ ${REPORTS} (lib.mkRemovedOptionModule [ "gone" ] "Use that.") { gone = 1; } ]).config.gone`,
      "The option `gone' can no longer be used since it's been removed. Use that.",
    ],
    [
      'renamed to what is not there',
      `(eval [ ${REPORTS} (lib.mkRenamedOptionModule [ "old" ] [ "new" ]) { _module.check = false; } ]).config.old`,
      "Renaming error: option `new' does not exist.",
    ],
  ]);
});

describe('lib.options', () => {
  give([
    [
      'mkEnableOption',
      `let o = lib.mkEnableOption "the service"; in { inherit (o) _type default example description; type = o.type.name; }`,
      { _type: 'option', default: false, example: true, description: 'Whether to enable the service.', type: 'bool' },
    ],
    [
      'mkPackageOption',
      `let o = lib.mkPackageOption { hello = 1; a.b = 2; } [ "a" "b" ] { extraDescription = "More."; example = "pkgs.x"; }; in
        { inherit (o) default description; text = o.defaultText.text; example = o.example.text; type = o.type.name; }`,
      {
        default: 2,
        description: 'The b package to use. More.',
        text: 'pkgs.a.b',
        example: 'pkgs.x',
        type: 'package',
      },
    ],
    [
      'mkPackageOption that may be null',
      `let o = lib.mkPackageOption { } "x" { default = null; nullable = true; }; in { inherit (o) default; type = o.type.description; }`,
      { default: null, type: 'null or package' },
    ],
    ['showOption', 'lib.showOption [ "a" "b.c" "*" "<name>" "if" "2" ]', 'a."b.c".*.<name>."if"."2"'],
    ['showFiles', 'lib.showFiles [ "a" "b" ]', "`a' and `b'"],
    [
      'showDefs',
      'lib.options.showDefs [ { file = "a"; value = { x = 1; y = [ 1 2 ]; z = 3; }; } { file = "b"; value = throw "no"; } ]',
      "\n- In `a':\n    {\n      x = 1;\n      y = [\n        1\n        2\n    ...\n- In `b'",
    ],
    [
      'showOptionWithDefLocs',
      'lib.showOptionWithDefLocs { loc = [ "x" "y" ]; files = [ "foo.nix" "bar.nix" ]; }',
      'x.y, with values defined in:\n  - foo.nix\n  - bar.nix\n',
    ],
    ['literalExpression', 'lib.literalExpression "x"', { _type: 'literalExpression', text: 'x' }],
    ['literalCode', '(lib.options.literalCode "sh" "ls").text', '```sh\nls\n```\n'],
    [
      'renderOptionValue',
      '[ (lib.options.renderOptionValue { a = 1; }).text (lib.options.renderOptionValue (lib.literalMD "x")).text ]',
      ['{\n  a = 1;\n}', 'x'],
    ],
    [
      'scrubOptionValue',
      'lib.scrubOptionValue { p = { type = "derivation"; name = "n"; big = throw "no"; }; l = [ 1 ]; _args = 2; }',
      { p: 'n', l: [1] },
    ],
    [
      'getValues and getFiles',
      '[ (lib.getValues [ { value = 1; } { } ]) (lib.getFiles [ { file = "a"; } ]) ]',
      [[1], ['a']],
    ],
    [
      'mkSinkUndeclaredOptions',
      `(eval [ { options.a = lib.mkSinkUndeclaredOptions { }; options.b = mkOption { default = 1; }; } { a.b.c = 1; } ]).config.b`,
      1,
    ],
    [
      'what the manual says',
      `map (o: removeAttrs o [ "declarations" ]) (lib.filter (o: !o.internal) (lib.optionAttrSetToDocList (eval [ { options.a = mkOption { type = types.int; default = 1; description = "An a."; readOnly = true; }; options.l = mkOption { type = types.listOf types.int; visible = "shallow"; }; } ]).options))`,
      [
        {
          loc: ['a'],
          name: 'a',
          description: 'An a.',
          default: { _type: 'literalExpression', text: '1' },
          internal: false,
          readOnly: true,
          visible: true,
          type: 'signed integer',
        },
        {
          loc: ['l'],
          name: 'l',
          description: null,
          default: { _type: 'literalExpression', text: '[ ]' },
          internal: false,
          readOnly: false,
          visible: true,
          type: 'list of signed integer',
        },
      ],
    ],
    [
      'merge functions',
      `[ (lib.mergeEqualOption [ "a" ] [ { file = "f"; value = 1; } { file = "g"; value = 1; } ])
         (lib.mergeDefaultOption [ "a" ] [ { file = "f"; value = [ 1 ]; } { file = "g"; value = [ 2 ]; } ])
         (lib.options.mergeUniqueOption { message = "m"; merge = loc: defs: loc; } [ "a" ] [ { file = "f"; value = 1; } ]) ]`,
      [1, [1, 2], ['a']],
    ],
  ]);
  fail([
    ['mkOption takes known attributes only', 'mkOption { defualt = 1; }', "unexpected argument 'defualt'"],
    [
      'mkPackageOption without the package',
      '(lib.mkPackageOption { } "hello" { }).default',
      'hello cannot be found in pkgs',
    ],
    [
      'mergeOneOption',
      'lib.mergeOneOption [ "a" ] [ { file = "f"; value = 1; } { file = "g"; value = 2; } ]',
      "The option `a' is defined multiple times while it's expected to be unique.\n\nDefinition values:\n- In `f': 1\n- In `g': 2\nUse `lib.mkForce value`",
    ],
  ]);
});

describe('lib.modules', () => {
  give([
    [
      'mergeDefinitions',
      `let m = lib.mergeDefinitions [ "x" ] types.int [ { file = "a"; value = lib.mkDefault 1; } { file = "b"; value = 2; } ]; in
        { inherit (m) mergedValue isDefined defsFinal optionalValue; inherit (m."defsFinal'") highestPrio; }`,
      {
        mergedValue: 2,
        isDefined: true,
        defsFinal: [{ file: 'b', value: 2 }],
        optionalValue: { value: 2 },
        highestPrio: 100,
      },
    ],
    ['dischargeProperties', 'lib.dischargeProperties (lib.mkMerge [ 1 (lib.mkIf true 2) (lib.mkIf false 3) ])', [1, 2]],
    [
      'pushDownProperties',
      'lib.pushDownProperties (lib.mkMerge [ { a = 1; } (lib.mkIf true { b = 2; }) ])',
      [{ a: 1 }, { b: { _type: 'if', condition: true, content: 2 } }],
    ],
    [
      'filterOverrides',
      'lib.filterOverrides [ { file = "1"; value = lib.mkForce "a"; } { file = "2"; value = "b"; } ]',
      [{ file: '1', value: 'a' }],
    ],
    [
      'sortProperties',
      'map (d: d.value) (lib.sortProperties [ { value = lib.mkAfter 1; } { value = 2; } { value = lib.mkBefore 3; } ])',
      [3, 2, 1],
    ],
    [
      'mergeAttrDefinitionsWithPrio',
      `lib.modules.mergeAttrDefinitionsWithPrio (eval [ { options.a = mkOption { type = types.attrsOf types.int; }; } { a.x = lib.mkForce 1; } { a.x = 2; a.y = 3; } ]).options.a`,
      { x: { highestPrio: 50, value: 1 }, y: { highestPrio: 100, value: 3 } },
    ],
    [
      'mkDefinition keeps the file',
      `(eval [ { options.a = mkOption { type = types.int; }; } { _file = "m.nix"; a = lib.modules.mkDefinition { file = "other.nix"; value = 1; }; } ]).options.a.files`,
      ['other.nix'],
    ],
    [
      'fixMergeModules',
      `(lib.fixMergeModules [ { options.a = mkOption { default = 1; }; } { b = 2; } ] { x = 3; }).config`,
      { a: 1 },
    ],
    [
      'mkAssert',
      `(eval [ { options.a = mkOption { type = types.int; }; } { a = lib.mkAssert true "no" 1; } ]).config.a`,
      1,
    ],
    [
      'setDefaultModuleLocation',
      `(eval [ { options.a = mkOption { type = types.int; }; } (lib.setDefaultModuleLocation "there.nix" { a = 1; }) ]).options.a.files`,
      ['there.nix'],
    ],
    ['unifyModuleSyntax', `builtins.attrNames (lib.unifyModuleSyntax "f" "k" { a = 1; }).config`, ['a']],
    [
      'mergeModules',
      `let m = lib.mergeModules [ "p" ] [ { _file = "a"; options.x = mkOption { type = types.int; }; config = { x = 1; y = 2; }; } ]; in
        [ m.matchedOptions.x.value m.matchedOptions.x.loc m.unmatchedDefns ]`,
      [1, ['p', 'x'], [{ file: 'a', prefix: ['y'], value: 2 }]],
    ],
  ]);
});

it.each(['types', 'options', 'modules'])('lib.%s has every attribute of nixpkgs', (part) => {
  const there = evaluate(`builtins.attrNames (lib.filterAttrs (_: v: builtins.typeOf v != "") lib.${part})`).json;
  expect(there).toEqual(expect.arrayContaining([...(LIB_NAMES.get(part) ?? [])]));
});

describe('lib.types', () => {
  give([
    [
      'mkOptionType',
      `let even = types.mkOptionType { name = "even"; description = "even number"; check = x: lib.mod x 2 == 0; merge = loc: defs: lib.foldl' (a: d: a + d.value) 0 defs; }; in
        (eval [ { options.a = mkOption { type = types.listOf even; }; options.b = mkOption { type = even; }; } { a = [ 2 ]; b = 4; } { b = 6; } ]).config`,
      { a: [2], b: 10 },
    ],
    [
      'names of former releases',
      `[ (lib.mkPackageOptionMD { x = 1; } "x" { }).default types.string.name ]`,
      [1, 'string'],
    ],
    ['a changed copy', `((types.str // { description = "name"; }).description)`, 'name'],
    ['a copy with another check', `(types.str // { check = x: x == "a"; }).check "b"`, false],
    ['mergeTypes', `(types.mergeTypes (types.enum [ "a" ]) (types.enum [ "b" ])).description`, 'one of "a", "b"'],
    [
      'mergeTypes of different ones',
      `types.mergeTypes types.int types.str`,
      { _type: 'merge-error', error: 'Cannot merge types' },
    ],
    [
      'merging keeps what compound types hold',
      `map (p: (types.mergeTypes p p).description) [ (types.listOf types.int) (types.attrsOf (types.enum [ 1 ])) (types.nullOr types.str) (types.either types.int types.str) (types.functionTo types.int) (types.uniq types.int) types.lines types.path (types.strMatching "a") ]`,
      [
        'list of signed integer',
        'attribute set of (value 1 (singular enum))',
        'null or string',
        'signed integer or string',
        'function that evaluates to a(n) signed integer',
        'signed integer',
        'strings concatenated with "\\n"',
        'absolute path',
        'string matching the pattern a',
      ].map((d) => d.replace('(value 1 (singular enum))', 'value 1 (singular enum)')),
    ],
    [
      'functors',
      `[ types.int.functor.name (types.listOf types.int).functor.payload.elemType.name (types.attrsOf types.int).functor.name (types.enum [ 1 ]).functor.payload.values ]`,
      ['int', 'int', 'attrsWith', [1]],
    ],
    [
      'nestedTypes and emptyValue',
      `[ (types.listOf types.int).nestedTypes.elemType.name (types.nullOr types.int).emptyValue (types.int.emptyValue) (types.either types.int types.str).nestedTypes.right.name ]`,
      ['int', { value: null }, {}, 'str'],
    ],
    [
      'attrsWith',
      `let t = types.attrsWith { elemType = types.int; lazy = true; placeholder = "id"; }; in [ t.name t.description ]`,
      ['lazyAttrsOf', 'lazy attribute set of signed integer'],
    ],
    [
      'lazyAttrsOf gives the empty value under mkIf false',
      `(eval [ { options.a = mkOption { type = types.lazyAttrsOf (types.nullOr types.int); }; } { a.x = lib.mkIf false 1; a.y = 2; } ]).config.a`,
      { x: null, y: 2 },
    ],
    [
      'lazyAttrsOf lets attributes depend on each other',
      `(eval [ ({ config, ... }: { options.a = mkOption { type = types.lazyAttrsOf types.int; }; config.a = { x = 1; y = config.a.x + 1; }; }) ]).config.a.y`,
      2,
    ],
    [
      'anything merges deeply',
      `(eval [ { options.a = mkOption { type = types.anything; }; } { a = { x = lib.mkDefault 1; f = x: { p = x; }; }; } { a = { x = 2; f = x: { q = x; }; }; } ]).config.a.f 5`,
      { p: 5, q: 5 },
    ],
    [
      'functionTo',
      `let c = (eval [ { options.f = mkOption { type = types.functionTo (types.listOf types.int); }; } { f = { a, b ? 1 }: [ a ]; } { f = { a, b ? 2 }: [ b ]; } ]).config; in [ (c.f { a = 7; }) (lib.functionArgs c.f) ]`,
      [[2, 7], { a: false, b: true }],
    ],
    [
      'attrListWith',
      `(eval [ { options.f = mkOption { type = types.attrListWith { elemType = types.int; asAttrs = true; }; }; } { f = [ { a = 1; } (lib.mkBefore { b = 2; }) ]; } { f.a = 3; } ]).config.f`,
      { a: [3, 1], b: [2] },
    ],
    [
      'attrListOf',
      `(eval [ { options.f = mkOption { type = types.attrListOf types.int; }; } { f = { z = lib.mkAfter 1; y = 2; }; } { f = [ { x = lib.mkOrder 100 3; } ]; } ]).config.f`,
      [{ x: 3 }, { y: 2 }, { z: 1 }],
    ],
    [
      'json',
      `(eval [ { options.a = mkOption { type = types.json; }; } { a = { x = [ 1 null { y = 1.5; } ]; }; } ]).config.a`,
      { x: [1, null, { y: 1.5 }] },
    ],
    ['json and toml', `[ types.json.description types.toml.description ]`, ['JSON value', 'TOML value']],
    [
      'a type that holds itself',
      `let tree = types.nullOr (types.oneOf [ types.int (types.attrsOf tree) ]) // { description = "tree"; }; in
        (eval [ { options.a = mkOption { type = tree; }; } { a.b.c = 1; } ]).config.a`,
      { b: { c: 1 } },
    ],
    [
      'attrTag with options',
      `(eval [ { options.a = mkOption { type = types.attrsOf (types.attrTag { one = mkOption { type = types.int; apply = x: x + 1; }; two = mkOption { type = types.submodule { options.p = mkOption { default = 5; }; }; }; }); }; } { a.x.one = 1; a.y.two = { }; } ]).config.a`,
      { x: { one: 2 }, y: { two: { p: 5 } } },
    ],
    [
      'deferredModule',
      `(eval [ ({ config, ... }: { options.m = mkOption { type = types.deferredModule; }; options.s = mkOption { type = types.attrsOf (types.submodule config.m); }; }) { m.options.p = mkOption { default = 4; }; } { m = { name, ... }: { options.n = mkOption { default = name; }; }; } { s.k = { }; } ]).config.s`,
      { k: { p: 4, n: 'k' } },
    ],
    [
      'optionDeclaration',
      `(eval [ { options.a = mkOption { type = types.optionDeclaration; }; } { a = mkOption { default = 1; }; } ]).config.a.default`,
      1,
    ],
    ['fileset', `types.fileset.description`, 'fileset'],
    [
      'numbers',
      `[ (types.numbers.between 0 1.5).description (types.numbers.between 0 1.5).name ((types.numbers.between 0 1).check 0.5) ]`,
      ['integer or floating point number between 0 and 1.5 (both inclusive)', 'numberBetween', true],
    ],
    [
      'pathWith',
      `map (t: t.description) [ (types.pathWith { }) (types.pathWith { absolute = false; }) (types.pathWith { inStore = false; }) ]`,
      ['path', 'relative path', 'path not in the Nix store'],
    ],
    [
      'descriptions in larger ones',
      `map (t: t.description) [ (types.listOf (types.either types.int types.str)) (types.nullOr (types.listOf types.int)) (types.either types.ints.positive types.str) (types.attrsOf (types.nullOr types.str)) (types.coercedTo types.int toString types.str) (types.nonEmptyListOf types.str) (types.listOf (types.submodule { })) ]`,
      [
        'list of (signed integer or string)',
        'null or (list of string)'.replace('string', 'signed integer'),
        'positive integer, meaning >0, or string',
        'attribute set of (null or string)',
        'string or signed integer convertible to it',
        'non-empty (list of string)',
        'list of (submodule)',
      ],
    ],
  ]);
  fail([
    [
      'a wrong value deep inside of JSON',
      `(eval [ { options.a = mkOption { type = types.json; }; } { _file = "m.nix"; a = { x = [ (y: y) ]; }; } ]).config.a`,
      "A definition for option `a.x.\"[definition 1-entry 1]\"' is not of type `JSON value'. Definition values:\n- In `m.nix': <function>",
    ],
    ['no type to choose from', `types.oneOf [ ]`, 'types.oneOf needs to get at least one type in its argument'],
    ['an empty range', `types.ints.between 5 1`, 'ints.between: lowest must be smaller than highest'],
    [
      'anything of different kinds',
      `(eval [ { options.a = mkOption { type = types.anything; }; } { _file = "m.nix"; a = 1; } { _file = "n.nix"; a = "x"; } ]).config.a`,
      "The option `a' has conflicting option types in `n.nix' and `m.nix'",
    ],
    [
      'two tags',
      `(eval [ { options.a = mkOption { type = types.attrTag { x = mkOption { type = types.int; }; y = mkOption { type = types.int; }; }; }; } { _file = "m.nix"; a.x = 1; } { _file = "n.nix"; a.y = 1; } ]).config.a`,
      "The option `a` is defined both as `y` and `x`, in `n.nix' and `m.nix'.",
    ],
    [
      'a tag that is no option',
      `(types.attrTag { x = types.int; }).getSubOptions [ ]`,
      'In attrTag, each tag value must be an option, but tag x was a bare type, not wrapped in mkOption.',
    ],
    [
      'a copy of a compound type with another check',
      `(eval [ { options.a = mkOption { type = types.listOf types.int // { check = x: true; }; }; } { a = [ ]; } ]).config.a`,
      "an ad-hoc `type // { check = ...; }' override",
    ],
  ]);
});
