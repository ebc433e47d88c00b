// Names of Nix itself: variables, attributes of values, functions, names to inherit, arguments, paths, keywords.
import { describe, expect, test } from 'vitest';
import { accepted, item, labels, offered } from './completion-support';

/** A module with a runner, so that general names are offered, and an expression in one of the runner's options. */
const inUrl = (expression: string): string =>
  `{ config, lib, ... }: { services.github-runners.web = { enable = true; url = ${expression}; }; }`;

describe('variables', () => {
  const scopes: Record<string, [source: string, name: string]> = {
    'of a let': ['let owner = "a"; in { services.github-runners.x.url = $0; }', 'owner'],
    'of an open let': ['{ services.github-runners.x.url = let owner = "a"; in $0', 'owner'],
    'a let around, from inside of a let': [
      'let owner = "a"; in { services.github-runners.x.url = let b = $0; in b; }',
      'owner',
    ],
    'of a recursive set': ['rec { owner = "a"; services.github-runners.x.url = $0; }', 'owner'],
    'a function argument': ['{ services.github-runners = builtins.mapAttrs (owner: v: { url = $0; }) { }; }', 'owner'],
    'an argument taken out of a set': ['{ owner, ... }: { services.github-runners.x.url = $0; }', 'owner'],
    'the whole argument': ['args@{ ... }: { services.github-runners.x.url = $0; }', 'args'],
    'what a let inherits': ['let inherit (builtins) toJSON; in { services.github-runners.x.url = $0; }', 'toJSON'],
    'names of `with`': ['{ lib, ... }: with lib; { services.github-runners.x.url = mkDef$0; }', 'mkDefault'],
    'in an interpolation': ['let owner = "a"; in { services.github-runners.x.url = "https://${$0}"; }', 'owner'],
    'in an interpolation that is not closed': [
      'let owner = "a"; in { services.github-runners.x.url = "https://${ow$0"; }',
      'owner',
    ],
    'in an indented string': ["let owner = 1; in { services.github-runners.x.url = ''\n  ${ow$0}\n''; }", 'owner'],
    'behind `or`': ['let owner = "a"; in { services.github-runners.x.url = { }.a or $0; }', 'owner'],
    'in a list': ['let owner = "a"; in { services.github-runners.x.extraLabels = [ $0 ]; }', 'owner'],
    'behind an element of a list': [
      'let owner = "a"; in { services.github-runners.x.extraLabels = [ "b" $0 ]; }',
      'owner',
    ],
    'as an argument': ['let owner = "a"; in { services.github-runners.x.url = toString $0; }', 'owner'],
    'in parentheses': ['let owner = "a"; in { services.github-runners.x.url = toString ($0); }', 'owner'],
    'in the default of an argument': ['let owner = "a"; in { b ? $0 }: { services.github-runners.x = { }; }', 'owner'],
  };
  test.each(Object.entries(scopes))('%s', (_, [source, name]) => {
    expect(labels(source)).toContain(name);
  });

  const hidden: Record<string, [source: string, name: string]> = {
    'of a let beside': ['{ services.github-runners.x = { name = let owner = "a"; in owner; url = $0; }; }', 'owner'],
    'attributes of a set that is not recursive': ['{ owner = "a"; services.github-runners.x.url = $0; }', 'owner'],
    'of `with`, in the set that it brings': [
      '{ services.github-runners.x.url = with { owner = 1; b = $0; }; b; }',
      'owner',
    ],
  };
  test.each(Object.entries(hidden))('not those %s', (_, [source, name]) => {
    expect(labels(source)).not.toContain(name);
  });

  test('come before what is in scope everywhere, that before keywords, and each name once', () => {
    const source = 'let toString = 1; owner = "a"; in { services.github-runners.x.name = { }.a or (f $0); }';
    const found = labels(source);
    expect(found.slice(0, 2).sort()).toEqual(['owner', 'toString']);
    expect(found.filter((label) => label === 'toString')).toHaveLength(1);
    expect(found.indexOf('builtins')).toBeGreaterThan(1);
  });

  test('show their values, and functions their types', () => {
    const source = 'let owner = "a"; in { services.github-runners.x.url = $0; }';
    expect(item(source, 'owner').documentation?.()).toContain('"a"');
    expect(item(source, 'toString')).toMatchObject({
      kind: 'function',
      detail: expect.stringContaining('->') as string,
    });
    expect(item(source, 'toString').documentation?.()).toContain('toString');
  });

  test('the whole name is replaced', () => {
    expect(accepted('let owner = 1; in { services.github-runners.x.url = "${ow$0n}"; }', 'owner')).toContain(
      '"${owner}"',
    );
  });
});

describe('attributes behind a dot', () => {
  const sources: Record<string, [source: string, names: string[]]> = {
    'of a variable': ['let o = { a = 1; b = 2; }; in { services.github-runners.x.url = o.$0; }', ['a', 'b']],
    'of a variable, a part typed': [
      'let o = { a = 1; b = 2; }; in { services.github-runners.x.url = o.a$0; }',
      ['a', 'b'],
    ],
    deeper: ['let o.p = { a = 1; b = 2; }; in { services.github-runners.x.url = o.p.$0; }', ['a', 'b']],
    'of a set that is merged': [
      'let o = { a = 1; } // { b = 2; }; in { services.github-runners.x.url = o.$0; }',
      ['a', 'b'],
    ],
    'of what a function gives': [
      'let f = x: { a = x; b = x; }; in { services.github-runners.x.url = (f 1).$0; }',
      ['a', 'b'],
    ],
    'below what a function gives': [
      'let f = x: { c = { a = x; b = x; }; }; in { services.github-runners.x.url = (f 1).c.$0; }',
      ['a', 'b'],
    ],
    'of a set in place': ['{ services.github-runners.x.url = { a = 1; b = 2; }.$0; }', ['a', 'b']],
    'in an interpolation': [
      'let o = { a = 1; b = 2; }; in { services.github-runners.x.url = "h${o.$0}"; }',
      ['a', 'b'],
    ],
    'in an interpolation that is not closed': [
      'let o = { a = 1; b = 2; }; in { services.github-runners.x.url = "h${o.$0"; }',
      ['a', 'b'],
    ],
    'behind `?`': ['let o = { a = 1; b = 2; }; in { services.github-runners.x.enable = o ? $0; }', ['a', 'b']],
    'behind `?`, deeper': [
      'let o.p = { a = 1; b = 2; }; in { services.github-runners.x.enable = o ? p.$0; }',
      ['a', 'b'],
    ],
    'of a selection behind `?`': [
      'let o.p = { a = 1; b = 2; }; in { services.github-runners.x.enable = o.p ? $0; }',
      ['a', 'b'],
    ],
    'of a call behind `?`': [
      'let f = x: { a = x; b = x; }; in { services.github-runners.x.enable = (f 1) ? $0; }',
      ['a', 'b'],
    ],
    'of what an argument names': ['args@{ a, b }: { services.github-runners.x.url = args.$0; }', ['a', 'b']],
    'on a line of its own': ['let o = { a = 1; b = 2; }; in { services.github-runners.x.url = o\n  .$0; }', ['a', 'b']],
    'before the next binding': [
      'let o = { a = 1; b = 2; }; in { services.github-runners.x = {\n  url = o.$0\n  enable = true;\n}; }',
      ['a', 'b'],
    ],
    'in a list': ['let o = { a = 1; b = 2; }; in { services.github-runners.x.extraLabels = [ o.$0 ]; }', ['a', 'b']],
    'in the parentheses of `inherit`': [
      'let o.p = { a = 1; b = 2; }; in { services.github-runners.x = { inherit (o.p.$0) ; }; }',
      ['a', 'b'],
    ],
  };
  test.each(Object.entries(sources))('%s', (_, [source, names]) => {
    expect(labels(source)).toEqual(names);
  });

  test('of the configuration, also what nobody declares', () => {
    const source = (path: string): string =>
      `{ config, ... }: { my.own.thing = 1; networking.hostName = "h"; services.github-runners.web.url = ${path}; }`;
    expect(labels(source('config.$0'))).toEqual(expect.arrayContaining(['my', 'networking', 'services']));
    expect(labels(source('config.my.own.$0'))).toEqual(['thing']);
    expect(item(source('config.networking.$0'), 'hostName').documentation?.()).toContain('"h"');
    expect(labels(source('config.services.github-runners.$0'))).toEqual(['web']);
    expect(labels(source('config.services.github-runners.web.$0'))).toContain('tokenFile');
  });

  test('of options that a module of the workspace declares', () => {
    const source =
      '{ config, lib, ... }: { options.my.repo = lib.mkOption { default = "r"; }; config.services.github-runners.web.url = config.my.$0; }';
    expect(labels(source)).toEqual(['repo']);
  });

  test('of the library and of builtins, with their types', () => {
    expect(item(inUrl('lib.$0'), 'mkIf').kind).toBe('function');
    expect(item(inUrl('lib.strings.con$0'), 'concatStringsSep').detail).toBe('String -> [String] -> String');
    expect(item(inUrl('builtins.$0'), 'toJSON').detail).toContain('->');
    expect(labels(inUrl('lib.types.$0'))).toContain('submodule');
  });

  test('names that need quotes get them, wherever the cursor is', () => {
    const source = (rest: string): string =>
      `let o = { "a b" = 1; "c.d" = 2; e = 3; }; in { services.github-runners.x.url = ${rest}; }`;
    expect(accepted(source('o.$0'), '"a b"')).toBe(source('o."a b"'));
    expect(accepted(source('o."$0"'), '"a b"')).toBe(source('o."a b"'));
    expect(accepted(source('o."a $0'), '"a b"')).toBe(source('o."a b"'));
    expect(accepted(source('o."c.$0x"'), '"c.d"')).toBe(source('o."c.d"'));
    expect(accepted(source('o."$0"'), 'e')).toBe(source('o."e"'));
  });

  const silent: Record<string, string> = {
    'of what is not known': '{ something, ... }: { services.github-runners.x.url = something.$0; }',
    'of a string': 'let o = "a"; in { services.github-runners.x.url = o.$0; }',
    'of a variable that is not there': '{ services.github-runners.x.url = nobody.$0; }',
    'behind a computed name': 'let o = { a = 1; }; n = "a"; in { services.github-runners.x.url = o.${n}.$0; }',
    'of every package': '{ pkgs, ... }: { services.github-runners.x.url = pkgs.$0; }',
  };
  test.each(Object.entries(silent))('nothing %s', (_, source) => {
    expect(labels(source)).toEqual([]);
  });
});

describe('names to inherit', () => {
  test('options of a runner first, without those that stand there', () => {
    const source = 'let zeta = 1; url = "u"; name = "n"; in { services.github-runners.x = { inherit name $0; }; }';
    expect(labels(source)).toEqual(['url', 'zeta']);
  });

  const from: Record<string, string> = {
    'from a set': 'let o = { a = 1; b = 2; }; in { services.github-runners.x = { inherit (o) $0; }; }',
    'from a set, not closed': 'let o = { a = 1; b = 2; }; in { services.github-runners.x = { inherit (o) $0',
    'from a set, without `;`': 'let o = { a = 1; b = 2; }; in { services.github-runners.x = { inherit (o) $0 }; }',
    'from an attribute, not closed': 'let p.o = { a = 1; b = 2; }; in { services.github-runners.x = { inherit (p.o) $0',
    'from a call': 'let f = x: { a = x; b = 2; }; in { services.github-runners.x = { inherit (f 1) $0; }; }',
    'before the next binding':
      'let o = { a = 1; b = 2; }; in { services.github-runners.x = {\n  inherit (o) $0\n  enable = true;\n}; }',
    'in a let': 'let o = { a = 1; b = 2; }; inherit (o) $0; in { services.github-runners.x = { }; }',
  };
  test.each(Object.entries(from))('%s', (_, source) => {
    expect(labels(source)).toEqual(['a', 'b']);
  });

  test('without those that are inherited already', () => {
    expect(labels('let o = { a = 1; b = 2; }; in { services.github-runners.x = { inherit (o) a $0; }; }')).toEqual([
      'b',
    ]);
  });

  test('no keywords, no functions of everywhere', () => {
    const found = labels('let url = "u"; in { services.github-runners.x = { inherit $0; }; }');
    expect(found).toEqual(['url']);
  });
});

describe('arguments of a module', () => {
  const runner = '{ services.github-runners.x.enable = true; }';

  test('those that modules get, without those that are taken', () => {
    expect(labels(`{ $0 }: ${runner}`)).toEqual(
      expect.arrayContaining(['config', 'lib', 'options', 'pkgs', 'modulesPath']),
    );
    expect(labels(`{ lib, $0, pkgs, ... }: ${runner}`)).toContain('config');
    expect(labels(`{ lib, $0, pkgs, ... }: ${runner}`)).not.toContain('lib');
    expect(labels(`{ lib, $0, pkgs, ... }: ${runner}`)).not.toContain('pkgs');
    expect(labels(`{ con$0, ... }: ${runner}`)).toContain('config');
    expect(labels(`{ config, lib$0 }: ${runner}`)).toContain('lib');
  });

  test('those that the host gives', () => {
    const flake = `{ outputs = { nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem {
      specialArgs.fleet = { }; modules = [ ./configuration.nix { _module.args.region = "eu"; } ]; }; }; }`;
    const found = labels(`{ $0 ... }: ${runner}`, { others: { 'flake.nix': flake } });
    expect(found).toEqual(expect.arrayContaining(['fleet', 'region']));
  });

  test('nothing for another function, nor behind a name', () => {
    expect(labels('{ services.github-runners = builtins.mapAttrs (n: { $0 }: { }) { a.enable = true; }; }')).toEqual(
      [],
    );
    expect(labels(`{ lib $0 }: ${runner}`)).toEqual([]);
  });
});

describe('paths', () => {
  const others = {
    'more.nix': '{ }',
    'modules/ci.nix': '{ }',
    'modules/deep/x.nix': '{ }',
    '.hidden': '',
    'token.age': '',
  };

  test('what is in the folder, folders and Nix files first', () => {
    const found = offered('{ imports = [ ./$0 ]; }', { others })?.items ?? [];
    expect(found.map(({ label }) => label)).toEqual(['configuration.nix', 'modules/', 'more.nix', 'token.age']);
    expect(found.find(({ label }) => label === 'modules/')?.kind).toBe('folder');
  });

  test.each([
    ['below a folder', '{ imports = [ ./modules/$0 ]; }', ['ci.nix', 'deep/']],
    ['a part typed', '{ imports = [ ./modules/c$0 ]; }', ['ci.nix', 'deep/']],
    ['up and down', '{ imports = [ ./modules/../modules/$0 ]; }', ['ci.nix', 'deep/']],
    ['from the root', '{ imports = [ /etc/nixos/modules/$0 ]; }', ['ci.nix', 'deep/']],
    ['hidden ones when a dot is typed', '{ imports = [ ./.$0 ]; }', ['.hidden']],
    ['not closed', '{ imports = [ ./modules/$0', ['ci.nix', 'deep/']],
  ])('%s', (_, source, names) => {
    expect(labels(source, { others })).toEqual(names);
  });

  test('the rest of the name is replaced', () => {
    expect(accepted('{ imports = [ ./mo$0dules.nix ]; }', 'more.nix', { others })).toBe(
      '{ imports = [ ./more.nix ]; }',
    );
  });

  test.each([
    ['outside of the folders that may be read', '{ imports = [ ../../$0 ]; }'],
    ['in the home folder', '{ imports = [ ~/$0 ]; }'],
    ['in a string', '{ services.github-runners.x.url = "./$0"; }'],
    ['in a comment', '{ # ./$0\n}'],
    ['for a single dot', '{ services.github-runners.x.tokenFile = .$0; }'],
  ])('nothing %s', (_, source) => {
    expect(labels(source, { others })).toEqual([]);
  });
});

test('a division is no path', () => {
  expect(labels('{ services.github-runners.x.name = 6 /$0; }')).toContain('builtins');
});

describe('keywords', () => {
  test('those that begin an expression stand last', () => {
    const found = labels(inUrl('$0'));
    expect(found).toEqual(expect.arrayContaining(['let', 'if', 'with', 'rec', 'true', 'null']));
    expect(found.indexOf('if')).toBeGreaterThan(found.indexOf('builtins'));
  });

  test('the one that the construct around waits for stands first', () => {
    expect(labels(inUrl('if true $0'))[0]).toBe('then');
    expect(labels(inUrl('if true then "a" $0'))[0]).toBe('else');
    expect(labels(inUrl('if true then "a" el$0'))[0]).toBe('else');
    expect(labels(inUrl('if true then "a" else "b" $0'))).not.toContain('else');
  });

  test('`in` ends a let, `inherit` begins a binding', () => {
    expect(labels('let a = 1; $0')).not.toContain('in');
    expect(labels('{ services.github-runners.x.name = let a = 1; $0 }')).toEqual(['inherit', 'in']);
    expect(labels('{ services.github-runners.x = { $0 }; }')).toContain('inherit');
    expect(labels('{ services.github-runners.x.$0 }')).not.toContain('inherit');
  });
});

test.each([
  ['{ config, lib, ... }:\n\n{\n  serv$0', true],
  ['{ lib, ... }: { networking.hostName = "a"; $0 }', true],
  ['{ lib, ... }: { config = lib.mkIf true { $0 }; }', true],
  ['{ stdenv, lib }: { $0 }', false],
  ['{ stdenv, lib, ... }: stdenv.mkDerivation { $0 }', false],
  ['{ lib, ... }: { networking = { $0 }; }', false],
])('modules without runners begin with one: %s', (source, isOffered) => {
  expect(labels(source).includes('services.github-runners')).toBe(isOffered);
});

test('a file without runners is left to other extensions, but for attributes and paths', () => {
  expect(labels('{ lib, ... }: { networking.hostName = $0; }')).toEqual([]);
  expect(labels('{ lib, ... }: { networking.$0 }')).toEqual([]);
  expect(labels('{ lib, ... }: { a = lib.trivial.$0; }')).toContain('id');
});
