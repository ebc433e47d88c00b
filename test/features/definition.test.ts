import { describe, expect, test } from 'vitest';
import { definitions, references } from '../../server/src/features';
import { lineAndColumn, type Position } from '../../server/src/evaluator/position';
import { fixture, type Fixture } from './support';

type Files = Readonly<Record<string, string>>;

/** `file:line text of the line` with the place between brackets; just the file where it is meant as a whole. */
function shown(at: Position): string {
  const { source, start, end } = at;
  const name = source.path.replace('/host/', '');
  if (start === end) return name;
  const lineStart = source.text.lastIndexOf('\n', start - 1) + 1;
  const lineEnd = source.text.indexOf('\n', start);
  const line = source.text.slice(lineStart, lineEnd < 0 ? undefined : lineEnd);
  const from = start - lineStart;
  const marked = `${line.slice(0, from)}⟦${line.slice(from, from + end - start)}⟧${line.slice(from + end - start)}`;
  return `${name}:${lineAndColumn(at).line} ${marked.trim()}`;
}

const around = ({ analysis, files }: Fixture): Parameters<typeof definitions>[2] => ({
  programAt: (path) => analysis.programs.get(path),
  files,
});

function definitionsOf(text: string, others: Files = {}): string[] {
  const found = fixture(text, '25.05', others);
  return definitions(found.file, found.offset, around(found))?.places.map(shown) ?? [];
}

function referencesOf(text: string, others: Files = {}, withDefinitions = true): string[] {
  const found = fixture(text, '25.05', others);
  return references(found.file, found.offset, withDefinitions, around(found)).map(shown);
}

const runner = 'services.github-runners.web = { enable = true; url = "u"; tokenFile = "/t"; };';

describe('variables', () => {
  test.each([
    ['let', 'let a = 1; in $0a', 'host.nix:1 let ⟦a⟧ = 1; in a'],
    ['a formal', '{ a ? 1 }: $0a', 'host.nix:1 { ⟦a⟧ ? 1 }: a'],
    ['itself', 'let $0a = 1; in a', 'host.nix:1 let ⟦a⟧ = 1; in a'],
    ['through inherit', 'a: let inherit a; in $0a', 'host.nix:1 ⟦a⟧: let inherit a; in a'],
    [
      'through inherit from a set',
      'let s = { a = 1; }; inherit (s) a; in $0a',
      'host.nix:1 let s = { ⟦a⟧ = 1; }; inherit (s) a; in a',
    ],
    ['of an unknown set', 's: let inherit (s) a; in $0a', 'host.nix:1 s: let inherit (s) ⟦a⟧; in a'],
  ])('%s', (_, text, expected) => {
    expect(definitionsOf(text)).toEqual([expected]);
  });
  test('of several parts', () => {
    expect(definitionsOf('let\n  a.x = 1;\n  a.y = 2;\nin\n$0a')).toEqual([
      'host.nix:2 ⟦a⟧.x = 1;',
      'host.nix:3 ⟦a⟧.y = 2;',
    ]);
  });
  test('nothing for a builtin', () => {
    expect(definitionsOf('$0map')).toEqual([]);
  });
});

describe('attributes', () => {
  test.each([
    ['of a set', 'let s = { a.b = 1; }; in s.a.$0b', 'host.nix:1 let s = { a.⟦b⟧ = 1; }; in s.a.b'],
    ['of nested sets', 'let s = { a = { b = 1; }; }; in s.a.$0b', 'host.nix:1 let s = { a = { ⟦b⟧ = 1; }; }; in s.a.b'],
    ['asked for', 'let s = { a = 1; }; in s ? $0a', 'host.nix:1 let s = { ⟦a⟧ = 1; }; in s ? a'],
    ['brought by with', 'let s = { a = 1; }; in with s; $0a', 'host.nix:1 let s = { ⟦a⟧ = 1; }; in with s; a'],
    ['that is defined here', '{ $0a = 1; }', 'host.nix:1 { ⟦a⟧ = 1; }'],
  ])('%s', (_, text, expected) => {
    expect(definitionsOf(text)).toEqual([expected]);
  });
  test('that a function computes, in another file', () => {
    const text = `{ lib, ... }: let s = import ./set.nix { n = 1; }; in { ${runner} x = s.merged.$0deep; }`;
    expect(definitionsOf(text, { 'set.nix': '{ n }:\n{ merged = { other = 1; } // {\n  deep = n; }; }' })).toEqual([
      'set.nix:3 ⟦deep⟧ = n; }; }',
    ]);
  });
});

describe('arguments', () => {
  test.each([
    ['of a function', 'let f = { a }: a; in f { $0a = 1; }', 'host.nix:1 let f = { ⟦a⟧ }: a; in f { a = 1; }'],
    [
      'behind others',
      'let f = x: { a }: a; in f 1 { $0a = 2; }',
      'host.nix:1 let f = x: { ⟦a⟧ }: a; in f 1 { a = 2; }',
    ],
    [
      'not deeper ones',
      'let f = { a }: a; in f { a = { $0a = 1; }; }',
      'host.nix:1 let f = { a }: a; in f { a = { ⟦a⟧ = 1; }; }',
    ],
  ])('%s', (_, text, expected) => {
    expect(definitionsOf(text)).toEqual([expected]);
  });
  test('of a function in another file', () => {
    const text = `{ ... }: { ${runner} x = import ./f.nix { $0a = 1; }; }`;
    expect(definitionsOf(text, { 'f.nix': '{ a, b ? a }: b' })).toEqual(['f.nix:1 { ⟦a⟧, b ? a }: b']);
  });
});

describe('files', () => {
  test.each([
    ['a path', '[ $0./a.nix ]', ['a.nix']],
    ['an import', 'import ./a$0.nix', ['a.nix']],
    ['a folder', '{ imports = [ $0./folder ]; }', ['folder/default.nix']],
    ['not there', '[ $0./none.nix ]', []],
  ])('%s', (_, text, expected) => {
    expect(definitionsOf(text, { 'a.nix': '1', 'folder/default.nix': '{ }' })).toEqual(expected);
  });
  test('references of a file', () => {
    const others = { 'common.nix': '{ }', 'b.nix': '{ imports = [ ./common.nix ]; }' };
    expect(referencesOf(`{ imports = [ $0./common.nix ./b.nix ]; ${runner} }`, others)).toEqual([
      `host.nix:1 { imports = [ ⟦./common.nix⟧ ./b.nix ]; ${runner} }`,
      'b.nix:1 { imports = [ ⟦./common.nix⟧ ]; }',
    ]);
  });
});

describe('options of the workspace', () => {
  const module = `{ config, lib, ... }:
let
  cfg = config.my.runner;
in
{
  options.my.runner = {
    enable = lib.mkEnableOption "it";
    labels = lib.mkOption { default = [ ]; };
    pool = lib.mkOption { default = { }; type = lib.types.attrsOf (lib.types.submodule {
      options.size = lib.mkOption { default = 1; };
    }); };
  };
  config = lib.mkIf cfg.enable {
    services.github-runners.web = { enable = true; url = "u"; tokenFile = "/t"; extraLabels = cfg.labels; };
  };
}`;
  const others = { 'module.nix': module };
  const host = (more: string): string => `{ config, ... }: {\n  imports = [ ./module.nix ];\n  ${more}\n  ${runner}\n}`;

  test.each([
    ['set in one path', 'my.runner.$0labels = [ "a" ];', ['module.nix:8 ⟦labels⟧ = lib.mkOption { default = [ ]; };']],
    [
      'set in nested sets',
      'my = { runner = { $0enable = true; }; };',
      ['module.nix:7 ⟦enable⟧ = lib.mkEnableOption "it";'],
    ],
    ['read', 'x = config.my.runner.$0labels;', ['module.nix:8 ⟦labels⟧ = lib.mkOption { default = [ ]; };']],
    [
      'read through a variable',
      'x = let inherit (config.my) runner; in runner.$0labels;',
      ['module.nix:8 ⟦labels⟧ = lib.mkOption { default = [ ]; };'],
    ],
    [
      'in a submodule',
      'my.runner.pool.small.$0size = 2;',
      ['module.nix:10 options.⟦size⟧ = lib.mkOption { default = 1; };'],
    ],
    [
      'read in a submodule',
      'x = config.my.runner.pool.small.$0size;',
      ['module.nix:10 options.⟦size⟧ = lib.mkOption { default = 1; };'],
    ],
  ])('%s', (_, more, expected) => {
    expect(definitionsOf(host(more), others)).toEqual(expected);
  });

  test('an option of NixOS, where the files set it', () => {
    const text = host('networking.hostName = "h";\n  x = config.networking.$0hostName;');
    expect(definitionsOf(text, others)).toEqual(['host.nix:3 networking.⟦hostName⟧ = "h";']);
  });

  test('references: where it is declared, set and read', () => {
    expect(referencesOf(host('my.runner.$0labels = [ "a" ];'), others)).toEqual([
      'host.nix:3 my.runner.⟦labels⟧ = [ "a" ];',
      'module.nix:8 ⟦labels⟧ = lib.mkOption { default = [ ]; };',
      `module.nix:14 services.github-runners.web = { enable = true; url = "u"; tokenFile = "/t"; extraLabels = cfg.⟦labels⟧; };`,
    ]);
    expect(referencesOf(host('my.runner.$0labels = [ "a" ];'), others, false)).toHaveLength(1);
  });

  test('references from the declaration', () => {
    const text = module.replace('    labels =', '    $0labels =');
    expect(referencesOf(text, { 'other.nix': '{ my.runner.labels = [ "b" ]; imports = [ ./host.nix ]; }' })).toEqual([
      'host.nix:8 ⟦labels⟧ = lib.mkOption { default = [ ]; };',
      'host.nix:14 services.github-runners.web = { enable = true; url = "u"; tokenFile = "/t"; extraLabels = cfg.⟦labels⟧; };',
      'other.nix:1 { my.runner.⟦labels⟧ = [ "b" ]; imports = [ ./host.nix ]; }',
    ]);
  });
});

describe('secrets', () => {
  const text = (path: string): string => `{ config, ... }: {
  services.github-runners.web = { enable = true; url = "u"; tokenFile = ${path}; };
}`;
  test.each([
    [
      'sops',
      'config.sops.secrets."ci token".$0path',
      'secrets.nix:1 { sops.secrets.⟦"ci token"⟧ = { }; age.secrets.ci.file = ./ci.age; }',
    ],
    [
      'its name',
      'config.sops.secrets.$0"ci token".path',
      'secrets.nix:1 { sops.secrets.⟦"ci token"⟧ = { }; age.secrets.ci.file = ./ci.age; }',
    ],
    [
      'age',
      'config.age.secrets.ci.$0path',
      'secrets.nix:1 { sops.secrets."ci token" = { }; age.secrets.⟦ci⟧.file = ./ci.age; }',
    ],
  ])('%s', (_, path, expected) => {
    const others = {
      'secrets.nix': '{ sops.secrets."ci token" = { }; age.secrets.ci.file = ./ci.age; }',
      'configuration.nix': '{ imports = [ ./host.nix ./secrets.nix ]; }',
    };
    expect(definitionsOf(text(path), others)).toEqual([expected]);
  });
});

test('references of a variable', () => {
  expect(referencesOf('let a = 1; in [ $0a a ]')).toHaveLength(3);
  expect(referencesOf('let a = 1; in [ $0a a ]', {}, false)).toEqual([
    'host.nix:1 let a = 1; in [ ⟦a⟧ a ]',
    'host.nix:1 let a = 1; in [ a ⟦a⟧ ]',
  ]);
});

test('an option is found in the files of all hosts of its file', () => {
  const flake = `{ outputs = { nixpkgs, ... }: { nixosConfigurations = {
    a = nixpkgs.lib.nixosSystem { modules = [ ./host.nix ]; };
    b = nixpkgs.lib.nixosSystem { modules = [ ./host.nix ./other.nix ]; };
  }; }; }`;
  const other = '{ services.github-runners.web.ephemeral = true; }';
  expect(
    referencesOf(`{ services.github-runners.$0web = { enable = true; url = "u"; tokenFile = "/t"; }; }`, {
      'flake.nix': flake,
      'other.nix': other,
    }),
  ).toEqual([
    'host.nix:1 { services.github-runners.⟦web⟧ = { enable = true; url = "u"; tokenFile = "/t"; }; }',
    'other.nix:1 { services.github-runners.⟦web⟧.ephemeral = true; }',
  ]);
});
