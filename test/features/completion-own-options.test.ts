// Options that modules of the workspace declare: a wrapper around runners is written with completion too.
import { describe, expect, test } from 'vitest';
import { accepted, item, labels, offered } from './completion-support';

const wrapper = `{ lib, config, ... }: {
  options.ci = {
    enable = lib.mkEnableOption "runners";
    runners = lib.mkOption {
      description = "The runners of this host.";
      default = { };
      type = lib.types.attrsOf (lib.types.submodule {
        options.repository = lib.mkOption { type = lib.types.str; description = "Owner and name."; };
        options.size = lib.mkOption { type = lib.types.nullOr (lib.types.enum [ "small" "large" ]); default = null; };
        options.labels = lib.mkOption { type = lib.types.listOf (lib.types.enum [ "gpu" "kvm" ]); default = [ ]; };
        options.cache.enable = lib.mkEnableOption "a cache";
      });
    };
  };
  config.services.github-runners = lib.mkIf config.ci.enable (
    lib.mapAttrs (name: cfg: { enable = true; url = "https://github.com/\${cfg.repository}"; tokenFile = "/t"; }) config.ci.runners
  );
}`;
const others = { 'wrapper.nix': wrapper };
const module = (text: string): string => `{ imports = [ ./wrapper.nix ]; services.github-runners.z = { }; ${text} }`;
const own = (text: string): string[] => labels(module(text), { others }).filter((label) => label !== 'inherit');

describe('names', () => {
  test.each([
    ['a module’s own tree', 'ci = { $0 };', ['enable', 'runners']],
    ['in one path', 'ci.$0', ['enable', 'runners']],
    ['of a submodule', 'ci.runners.web = { $0 };', ['cache', 'labels', 'repository', 'size']],
    ['of a submodule, in one path', 'ci.runners.web.re$0', ['cache', 'labels', 'repository', 'size']],
    [
      'of a submodule with a computed name',
      'ci.runners.${toString 1} = { $0 };',
      ['cache', 'labels', 'repository', 'size'],
    ],
    ['deeper', 'ci.runners.web.cache.$0', ['enable']],
    ['in what is not closed', 'ci = { runners = { web = { $0', ['cache', 'labels', 'repository', 'size']],
    ['those that are set last', 'ci.runners.web = { labels = [ ]; $0 };', ['cache', 'repository', 'size', 'labels']],
  ])('%s', (_, text, names) => {
    expect(own(text)).toEqual(names);
  });

  test('under config', () => {
    const source = '{ imports = [ ./wrapper.nix ]; config = { services.github-runners.z = { }; ci.$0 }; }';
    expect(labels(source, { others })).toEqual(['enable', 'runners']);
  });

  test('the tree itself, in the set of a module', () => {
    expect(own('$0')).toEqual(expect.arrayContaining(['ci']));
  });

  test.each([
    ['the names of submodules are free', 'ci.runners = { $0 };'],
    ['below an option that holds no submodules', 'ci.enable.$0'],
    ['in a set that is no definition', 'other = { ci = { $0 }; };'],
    ['in a let', 'x = let ci = { $0 }; in ci;'],
    ['options of NixOS are left to others', 'networking.$0'],
  ])('not: %s', (_, text) => {
    expect(own(text)).toEqual([]);
  });

  test('with type, description and the beginning of a value', () => {
    const source = module('ci.runners.web = { $0 };');
    const found = item(source, 'repository', { others });
    expect(found).toMatchObject({ kind: 'option', detail: 'string' });
    expect(found.documentation?.()).toBe('Owner and name.');
    expect(accepted(source, 'repository', { others })).toContain('web = { repository = "$1"; };');
    expect(accepted(source, 'cache', { others })).toContain('web = { cache = { $1 }; };');
    expect(accepted(module('ci.$0'), 'enable', { others })).toContain('ci.enable = ${1|true,false|};');
  });
});

describe('values', () => {
  const asked = (text: string): string[] =>
    (offered(module(text), { others })?.items ?? []).filter(({ rank }) => rank < 3).map(({ label }) => label);

  test.each([
    ['Booleans', 'ci.enable = $0;', ['true', 'false']],
    ['choices', 'ci.runners.web.size = $0;', ['"small"', '"large"', 'null']],
    ['choices in a string', 'ci.runners.web.size = "$0";', ['small', 'large']],
    ['choices in a list', 'ci.runners.web = { labels = [ "gpu" $0 ]; };', ['"kvm"']],
    ['nothing for any text', 'ci.runners.web.repository = "$0";', []],
  ])('%s', (_, text, values) => {
    expect(asked(text)).toEqual(values);
  });
});
