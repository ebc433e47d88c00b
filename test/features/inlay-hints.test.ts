// Values and defaults between the text. Hints stand between ⟨ and ⟩.
import { describe, expect, test } from 'vitest';
import { inlayHints, type InlayHint, type InlayHintKind } from '../../server/src/features';
import { typed, type Typing } from './completion-support';

const VALUES: ReadonlySet<InlayHintKind> = new Set(['value']);
const DEFAULTS: ReadonlySet<InlayHintKind> = new Set(['shadowedDefault']);

interface Hinted {
  readonly text: string;
  readonly hints: readonly InlayHint[];
}

/** All hints of some kinds, or those between two `$0`. */
function hintsOf(source: string, kinds: ReadonlySet<InlayHintKind>, typing: Typing = {}): Hinted {
  const { moment, offset, text: rest } = typed(source.includes('$0') ? source : `$0${source}`, typing);
  const end = rest.indexOf('$0');
  if (end >= 0) throw new Error('A part is given by its own words');
  return { text: rest, hints: inlayHints(moment, { start: offset, end: rest.length }, kinds) };
}

function inserted({ text, hints }: Hinted): string {
  let out = '';
  let from = 0;
  for (const hint of hints) {
    out += `${text.slice(from, hint.offset)} ⟨${hint.text}⟩`;
    from = hint.offset;
  }
  return out + text.slice(from);
}

/** The lines of the text that have a hint. */
function hinted(source: string, kinds = VALUES, typing: Typing = {}): string[] {
  return inserted(hintsOf(source, kinds, typing))
    .split('\n')
    .filter((line) => line.includes('⟨'))
    .map((line) => line.trim());
}

/** A runner with these lines. */
function runner(...lines: readonly string[]): string {
  return `{ config, lib, pkgs, ... }:
let
  owner = "nixos";
  labels = [ "a" "b" ];
in
{
  networking.hostName = "web1";
  services.github-runners.web = {
    ${lines.join('\n    ')}
  };
}
`;
}

describe('the value behind an expression', () => {
  test.each([
    [
      'a string with parts',
      'name = "${config.networking.hostName}-ci";',
      'name = "${config.networking.hostName}-ci"; ⟨= "web1-ci"⟩',
    ],
    ['a variable', 'runnerGroup = owner;', 'runnerGroup = owner; ⟨= "nixos"⟩'],
    ['a list with a computed item', 'extraLabels = [ "x" owner ];', 'extraLabels = [ "x" owner ]; ⟨= [ "x" "nixos" ]⟩'],
    ['operators', 'extraLabels = labels ++ [ "c" ];', 'extraLabels = labels ++ [ "c" ]; ⟨= [ "a" "b" "c" ]⟩'],
    ['a Boolean', 'ephemeral = owner == "nixos";', 'ephemeral = owner == "nixos"; ⟨= true⟩'],
    ['`null`', 'user = if owner == "" then owner else null;', 'user = if owner == "" then owner else null; ⟨= null⟩'],
    [
      'a property’s content',
      'name = lib.mkForce (owner + "-ci");',
      'name = lib.mkForce (owner + "-ci"); ⟨= "nixos-ci"⟩',
    ],
    [
      'what `mkMerge` joins',
      'extraLabels = lib.mkMerge [ labels [ "c" ] ];',
      'extraLabels = lib.mkMerge [ labels [ "c" ] ]; ⟨= [ "a" "b" "c" ]⟩',
    ],
    ['an inherited name', 'inherit owner; inherit (config.networking) hostName;', undefined],
    [
      'a directive',
      'serviceOverrides.MemoryMax = "${toString 3}G";',
      'serviceOverrides.MemoryMax = "${toString 3}G"; ⟨= "3G"⟩',
    ],
    [
      'an environment variable',
      'extraEnvironment = { A = "1"; OWNER = owner; };',
      'extraEnvironment = { A = "1"; OWNER = owner; ⟨= "nixos"⟩ };',
    ],
    [
      'one beside it',
      'serviceOverrides.A = 1; serviceOverrides.B = owner;',
      'serviceOverrides.A = 1; serviceOverrides.B = owner; ⟨= "nixos"⟩',
    ],
    ['before a comment', 'name = owner; # whose', 'name = owner; ⟨= "nixos"⟩ # whose'],
    ['a path', 'tokenFile = "/run" + "/token";', 'tokenFile = "/run" + "/token"; ⟨= "/run/token"⟩'],
  ])('%s', (_, line, expected) => {
    expect(hinted(runner(line))).toEqual(expected === undefined ? [] : [expected]);
  });

  test('of an inherited option, behind its name', () => {
    const source = 'let url = "https://github.com/a/b"; in { services.github-runners.web = { inherit url; }; }';
    expect(hinted(source)).toEqual([source.replace('inherit url', 'inherit url ⟨= "https://github.com/a/b"⟩')]);
  });

  test('of an expression on several lines, behind its end', () => {
    expect(hinted(runner('extraLabels =', '  labels', '  ++ [', '    owner', '  ];', 'replace = true;'))).toEqual([
      ']; ⟨= [ "a" "b" "nixos" ]⟩',
    ]);
  });

  test('in a set that becomes a runner elsewhere', () => {
    const source = `{ config, ... }: let common = {
      name = config.networking.hostName;
    }; in { networking.hostName = "web1"; services.github-runners.web = common // { enable = true; }; }`;
    expect(hinted(source)).toEqual(['name = config.networking.hostName; ⟨= "web1"⟩']);
  });

  test('from another file', () => {
    const others = { 'names.nix': '{ web = "first"; }' };
    expect(hinted(runner('name = (import ./names.nix).web;'), VALUES, { others })).toEqual([
      'name = (import ./names.nix).web; ⟨= "first"⟩',
    ]);
  });

  test('is cut where it is long, and whole in the tooltip', () => {
    const { hints } = hintsOf(runner('extraLabels = map (n: "label-${toString n}") [ 1 2 3 4 5 ];'), VALUES);
    expect(hints.map(({ text }) => text)).toEqual(['= [ "label-1" "label-2" "label-3" "label-…']);
    expect(hints[0]?.tooltip()).toBe(
      '**`services.github-runners.web.extraLabels`**\n\n````nix\n[ "label-1" "label-2" "label-3" "label-4" "label-5" ]\n````',
    );
  });

  test('is not cut in the middle of a character', () => {
    const { hints } = hintsOf(runner('name = "1234567890123456789012345678901234567" + "😀😀";'), VALUES);
    expect(hints[0]?.text).toMatch(/^[^\uD800-\uDFFF]*(?:😀)?…$/u);
  });

  test('of several runners at once, where they agree', () => {
    const source =
      '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" "b" ] (name: {\nrunnerGroup = "g" + "1";\n}); }';
    const { hints } = hintsOf(source, VALUES);
    expect(hints.map(({ text }) => text)).toEqual(['= "g1"']);
    expect(hints[0]?.tooltip()).toContain('**`services.github-runners.a.runnerGroup`** and 1 more');
  });
});

describe('a definition that counts only under a condition that is not known', () => {
  const source = `{ config, lib, ... }: {
    config = lib.mkIf config.services.foo.enable {
      services.github-runners.web = { name = "a" + "b";
        replace = true; };
    };
  }`;
  test('has its value and default, and says on what it depends when asked', () => {
    expect(hinted(source)).toEqual(['services.github-runners.web = { name = "a" + "b"; ⟨= "ab"⟩']);
    expect(hinted(source, DEFAULTS)).toEqual([
      'services.github-runners.web = { name = "a" + "b"; ⟨default: "web"⟩',
      'replace = true; ⟨default: false⟩ };',
    ]);
    for (const kinds of [VALUES, DEFAULTS])
      expect(hintsOf(source, kinds).hints[0]?.tooltip()).toMatch(
        /\n\nCounts only where `‹config\.services\.foo\.enable›` holds\.$/,
      );
  });

  test('has nothing where it says what the default is', () => {
    expect(hinted(runner('replace = lib.mkIf config.services.foo.enable false;'), DEFAULTS)).toEqual([]);
  });
});

describe('no value', () => {
  test.each([
    ['of a literal', 'name = "web"; replace = true; extraLabels = [ "a" "b" ]; tokenFile = ./token; user = null;'],
    ['of a literal with a property', 'name = lib.mkDefault "web"; replace = lib.mkIf true (lib.mkForce true);'],
    ['of literals in a set', 'serviceOverrides = { MemoryMax = "3G"; CPUWeight = 5; RestrictNamespaces = [ ]; };'],
    ['that is not known', 'name = config.services.foo.name;'],
    ['of which a part is not known', 'name = "${config.services.foo.name}-ci";'],
    ['in a list, of which a part is not known', 'extraLabels = [ "a" config.services.foo.name ];'],
    ['of a package', 'package = pkgs.github-runner; extraPackages = with pkgs; [ git docker ];'],
    ['of a path in a package', 'extraEnvironment.SHELL = "${pkgs.bash}/bin/bash";'],
    ['of an expression with an error', 'name = throw "no";'],
    ['of an expression of a wrong type', 'replace = owner + "x";'],
  ])('%s', (_, line) => {
    expect(hinted(runner(line))).toEqual([]);
  });

  test('of a definition that another one overrides', () => {
    const source = runner('name = lib.mkDefault owner;').replace(
      'networking.',
      'services.github-runners.web.name = lib.mkForce "other"; networking.',
    );
    expect(hinted(source)).toEqual([]);
  });

  test('where runners differ', () => {
    const source =
      '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" "b" ] (name: {\nname = "ci-${name}";\n}); }';
    expect(hinted(source)).toEqual([]);
  });

  test('where hosts differ', () => {
    const module = '{ config, ... }: { services.github-runners.web = {\nname = config.networking.hostName;\n}; }';
    const host = (name: string): string => `{ imports = [ ./configuration.nix ]; networking.hostName = "${name}"; }`;
    expect(hinted(module, VALUES, { others: { 'one.nix': host('one') } })).toEqual([
      'name = config.networking.hostName; ⟨= "one"⟩',
    ]);
    expect(hinted(module, VALUES, { others: { 'one.nix': host('one'), 'two.nix': host('two') } })).toEqual([]);
  });

  test('outside of runners’ options', () => {
    const source =
      '{ lib, ... }: let name = "a" + "b"; in { networking.hostName = name; services.openssh.ports = [ (20 + 2) ]; }';
    expect(hinted(source)).toEqual([]);
  });
});

test('a token is left out before a value is cut', () => {
  const token = ['ghp', 'wWPw5k4aXcaT4fNP0UcnZwJUVFk6LO0pINUx'].join('_');
  const { hints } = hintsOf(
    runner(`name = "a " + "${token}";`, `extraLabels = [ owner "0123456789012 ${token}" ];`),
    VALUES,
  );
  expect(hints.map(({ text }) => text)).toEqual(['= "a ghp_…redacted"', '= [ "nixos" "0123456789012 ghp_…redacted"…']);
  expect(hints.map((hint) => hint.tooltip()).join()).not.toContain(token.slice(4, 12));
});

describe('the default whose place a definition takes', () => {
  test.each([
    ['of a Boolean', 'replace = true;', 'replace = true; ⟨default: false⟩'],
    ['`null`', 'user = "ci";', 'user = "ci"; ⟨default: null⟩'],
    ['a name', 'name = "ci";', 'name = "ci"; ⟨default: "web"⟩'],
    ['a package', 'package = pkgs.forgejo-runner;', 'package = pkgs.forgejo-runner; ⟨default: pkgs.github-runner⟩'],
    ['a list', 'nodeRuntimes = [ "node24" ];', 'nodeRuntimes = [ "node24" ]; ⟨default: [ "node20" ]⟩'],
    ['behind an expression', 'ephemeral = owner == "nixos";', 'ephemeral = owner == "nixos"; ⟨default: false⟩'],
    ['with a property', 'ephemeral = lib.mkDefault true;', 'ephemeral = lib.mkDefault true; ⟨default: false⟩'],
  ])('%s', (_, line, expected) => {
    expect(hinted(runner(line), DEFAULTS)).toEqual([expected]);
  });

  test.each([
    ['the same is written', 'replace = false; user = null; name = "web"; package = pkgs.github-runner;'],
    ['there is none', 'url = "https://github.com/a/b"; tokenFile = "/t";'],
    ['it is empty', 'extraLabels = [ "a" ]; extraPackages = [ pkgs.git ]; serviceOverrides.A = 1;'],
    ['it only says that a runner is off', 'enable = true;'],
    ['the value is not known', 'user = config.users.ci;'],
    ['the value is wrong', 'replace = "yes";'],
  ])('nothing where %s', (_, line) => {
    expect(hinted(runner(line), DEFAULTS)).toEqual([]);
  });

  test('the host’s name, where it is the default', () => {
    const source = (name: string): string =>
      `{ networking.hostName = "web1"; services.github-runner = {\nname = "${name}";\n}; }`;
    expect(hinted(source('ci'), DEFAULTS, { release: '22.11' })).toEqual(['name = "ci"; ⟨default: "web1"⟩']);
    expect(hinted(source('web1'), DEFAULTS, { release: '22.11' })).toEqual([]);
    const alone = '{ services.github-runner = {\nname = "ci";\n}; }';
    expect(hinted(alone, DEFAULTS, { release: '22.11' })).toEqual([
      'name = "ci"; ⟨default: config.networking.hostName⟩',
    ]);
  });

  test('says whose it is when asked', () => {
    const { hints } = hintsOf(runner('ephemeral = true;'), DEFAULTS);
    expect(hints[0]?.tooltip()).toBe(
      'Without this definition, `services.github-runners.<name>.ephemeral` would have its default of NixOS 25.05:\n\n````nix\nfalse\n````',
    );
  });
});

describe('while somebody types', () => {
  const before = runner('name = owner;', 'user = owner + "2";', 'replace = false;');
  const now = (from: string, to: string): string[] => hinted(before.replace(from, to), VALUES, { evaluated: before });

  test('hints move with the text', () => {
    expect(now('replace = false', 'rep')).toEqual(['name = owner; ⟨= "nixos"⟩', 'user = owner + "2"; ⟨= "nixos2"⟩']);
    expect(now('name = owner', '# a note\n    name = owner')).toHaveLength(2);
  });

  test('what is edited has none until it is evaluated', () => {
    expect(now('owner + "2"', 'owner + "23"')).toEqual(['name = owner; ⟨= "nixos"⟩']);
    expect(now('name = owner;', 'name = owner')).toEqual(['user = owner + "2"; ⟨= "nixos2"⟩']);
  });
});

test('only the part that is asked for has hints', () => {
  const source = runner('name = owner;', '$0user = owner + "2";');
  expect(hinted(source)).toEqual(['user = owner + "2"; ⟨= "nixos2"⟩']);
});

test('a value leads to the one name that it comes from', () => {
  const origin = (line: string, name: string): number | undefined => {
    const { moment, text } = typed(`$0${runner(line)}`);
    const [hint] = inlayHints(moment, { start: 0, end: text.length }, VALUES);
    const place = hint?.origin({ programAt: moment.programAt, files: moment.files });
    return place && place.start - text.indexOf(name);
  };
  expect(origin('name = "${owner}-ci";', 'owner =')).toBe(0);
  expect(origin('name = config.networking.hostName + "-ci";', 'networking.hostName')).toBe('networking.'.length);
  expect(origin('extraLabels = [ owner ] ++ labels;', 'owner')).toBeUndefined();
});
