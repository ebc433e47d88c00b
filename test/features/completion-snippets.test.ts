// Snippets for modules: where each is offered, and that what it leaves there is a module.
import { describe, expect, test } from 'vitest';
import { completion } from '../../server/src/features';
import { RELEASES } from '../../server/src/nixos';
import { hasNix, refusals } from '../support/nix';
import { accepted, labels, typed, type Typing } from './completion-support';

const snippets = (source: string, typing: Typing = {}): string[] =>
  labels(source, typing).filter((label) => label.startsWith('runner-'));

/** The text after taking a snippet, with the examples that its places hold. */
const taken = (source: string, label: string, typing: Typing = {}): string =>
  accepted(source, label, typing)
    .replace(/\$\{\d+:([^}]*)\}/g, '$1')
    .replaceAll('$0', '')
    .replaceAll('\t', '  ');

const ALL = ['runner-several', 'runner-sops', 'runner-agenix', 'runner-ephemeral'];

describe('in a file without anything', () => {
  test.each(['$0', '\n$0\n', 'runn$0', '# A runner of ours.\n$0', '/* a */ r$0 # b'])(
    '%j the whole module',
    (source) => {
      expect(labels(source)).toEqual(['runner-module']);
    },
  );

  test('beside an extension for Nix too', () => {
    const { moment, offset } = typed('$0');
    const list = completion({ ...moment, nixElsewhere: true }, offset);
    expect(list?.items.map(({ label }) => label)).toEqual(['runner-module']);
  });

  test.each(['{ }$0', '$0 { }', 'x: $0', 'let a = 1; in $0', '"a" $0', '= $0', '@@ $0', 'map $0', '# $0'])(
    '%j is not such a file',
    (source) => {
      expect(snippets(source)).toEqual([]);
    },
  );

  test.each(RELEASES)('a module for NixOS %s', (release) => {
    const module = taken('# Ours.\n$0', 'runner-module', { release });
    const { moment } = typed(`${module}$0`, { release });
    expect(moment.file?.findings).toEqual([]);
    expect(moment.file?.hosts).toHaveLength(1);
  });
});

describe('in the set of a module', () => {
  test.each([
    '{ config, lib, ... }: { $0 }',
    '{ config, lib, ... }: { run$0 }',
    '{ config, lib, ... }: { services.openssh.enable = true; $0 }',
    '{ config, lib, ... }: { services = { openssh.enable = true; }; $0 }',
    '{ config, lib, ... }: lib.mkIf config.x { $0 }',
    '{ config, lib, ... }: { options = { }; config = { $0 }; }',
    '{ config, ... }: let inherit (config) lib; in { $0 }',
  ])('%s definitions', (source) => {
    expect(snippets(source)).toEqual(ALL);
  });

  test('only those whose names are in scope', () => {
    expect(snippets('{ ... }: { $0 }')).toEqual(['runner-ephemeral']);
    expect(snippets('{ lib, ... }: { $0 }')).toEqual(['runner-several', 'runner-ephemeral']);
  });

  test('only those that nothing is in the way of', () => {
    const beside = (definition: string): string[] => snippets(`{ config, lib, pkgs, ... }: { ${definition} $0 }`);
    expect(beside('services.github-runners.web.enable = true;')).toEqual(ALL.slice(1));
    expect(beside('services.github-runners = { web.enable = true; };')).toEqual(ALL.slice(1));
    expect(beside('services = { github-runners.web.enable = true; };')).toEqual(ALL.slice(1));
    expect(beside('services.github-runners = lib.mkIf true { };')).toEqual([]);
    expect(beside('services = import ./services.nix;')).toEqual([]);
    expect(beside('inherit (pkgs) services;')).toEqual([]);
    expect(beside('sops = import ./sops.nix;')).toEqual(ALL.filter((label) => label !== 'runner-sops'));
    expect(beside('sops.secrets = lib.mkForce { }; age = { };')).toEqual(
      ALL.filter((label) => label !== 'runner-sops'),
    );
  });

  test.each([
    ['in a value', '{ config, lib, ... }: { a = $0; }'],
    ['deeper', '{ config, lib, ... }: { services = { $0 }; }'],
    ['behind a dot', '{ config, lib, ... }: { services.$0 }'],
    ['in quotes', '{ config, lib, ... }: { "$0" }'],
    ['in a runner', '{ config, lib, ... }: { services.github-runners.web = { $0 }; }'],
    ['in let', '{ config, lib, ... }: let $0 in { }'],
    ['beside config', '{ config, lib, ... }: { config = { }; $0 }'],
    ['in a string', "{ config, lib, ... }: { a = ''$0''; }"],
    ['in a comment', '{ config, lib, ... }: { # $0\n }'],
    ['before a value', '{ config, lib, ... }: { run$0 = 1; }'],
    ['in a package', '{ stdenv, lib }: stdenv.mkDerivation { $0 }'],
    ['in a flake', '{ outputs = { self, nixpkgs }: { }; $0 }'],
  ])('%s none', (_, source) => {
    expect(snippets(source)).toEqual([]);
  });

  test('one takes the semicolon that is there', () => {
    expect(taken('{ ... }: {\n  run$0;\n}', 'runner-ephemeral')).toMatch(/replace = true;\n\};\n\}$/);
  });

  test('a release with one runner has no snippet for several', () => {
    expect(snippets('{ config, lib, ... }: { $0 }', { release: '22.11' })).toEqual(ALL.slice(1));
  });

  const source = '{ config, lib, pkgs, ... }:\n{\n  services = { openssh.enable = true; };\n  $0\n}';
  const others = { 'secrets/github-runner.age': '' };

  test.each(
    RELEASES.flatMap((release) => ALL.slice(release === '22.11' ? 1 : 0).map((label) => [release, label] as const)),
  )('NixOS %s: %s leaves nothing to say', (release, label) => {
    const { moment } = typed(`${taken(source, label, { release })}$0`, { release, others });
    expect(moment.file?.findings.map(({ rule, message }) => `${rule}: ${message}`)).toEqual([]);
    expect(moment.file?.hosts).toHaveLength(1);
  });

  test.skipIf(!hasNix)('all are Nix (needs nix-instantiate)', () => {
    const texts = [taken('$0', 'runner-module'), ...ALL.map((label) => taken(source, label))];
    expect(refusals(texts)).toEqual(texts.map(() => undefined));
  });
});
