import { describe, expect, test } from 'vitest';
import { hover } from '../../server/src/features';
import type { Release } from '../../server/src/nixos';
import { fixture } from './support';

/** The hover at the marker as text. */
function hoverText(text: string, release: Release = '25.05', others: Readonly<Record<string, string>> = {}): string {
  const { file, offset } = fixture(text, release, others);
  return hover(file, offset)?.markdown ?? 'nothing';
}

test('all that an option has to say', () => {
  const text = hoverText(
    '{ services.github-runners.web = { enable = true; u$0rl = "https://github.com/a/b"; tokenFile = "/t"; }; }',
  );
  expect(text).toMatchInlineSnapshot(`
    "**\`services.github-runners.web.url\`** · string

    The GitHub address this runner works for: a repository (\`https://github.com/owner/repo\`) or an organisation (\`https://github.com/owner\`). It must fit the token: with a token for an organisation, a repository address makes the registration fail with \`404 NotFound\`. The value is readable by everybody in the unit and its scripts, so no credentials belong in it.

    Value here: \`"https://github.com/a/b"\`

    No default: it must be set.

    A change makes the runner register anew; its old entry stays in GitHub’s list until it is removed there.

    Since NixOS 22.11.

    [Search for this option](https://search.nixos.org/options?channel=25.05&show=services.github-runners.%3Cname%3E.url)

    _For NixOS 25.05: the settings name it._"
  `);
});

test('a value of packages and overrides is shown as people write it', () => {
  const runner = (options: string): string =>
    `{ lib, pkgs, ... }: { services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; ${options} }; }`;
  expect(hoverText(runner('extraP$0ackages = with pkgs; [ jq gh ];'))).toContain('Value here: `[ pkgs.jq pkgs.gh ]`');
  const overrides =
    'ProtectHome = lib.mkForce false; UMask = lib.mkIf true (lib.mkDefault "0077"); Nice = lib.mkOverride 70 5;';
  expect(hoverText(runner(`service$0Overrides = { ${overrides} };`))).toContain(
    `{
  Nice = lib.mkOverride 70 5;
  ProtectHome = lib.mkForce false;
  UMask = lib.mkIf true (lib.mkDefault "0077");
}`,
  );
});

test('a package says what it is for', () => {
  const text = hoverText('{ pkgs, ... }: { services.github-runners.web.extraPackages = with pkgs; [ g$0h ]; }');
  expect(text).toBe(`**\`pkgs.gh\`** · package of nixpkgs

GitHub's command line.

[Search for this package](https://search.nixos.org/packages?channel=25.05&show=gh)`);
  expect(hoverText('{ pkgs, ... }: { services.github-runners.web.extraPackages = [ pkgs.p$0np ]; }')).toContain(
    'show=pnp',
  );
});

test('a default is shown as the manual shows it', () => {
  const text = hoverText('{ services.github-runners.web = { $0extraLabels = [ "a" ]; }; }', '24.11');
  expect(text).toContain('**`services.github-runners.web.extraLabels`** · list of string');
  expect(text).toContain('Default: `[ ]`');
  expect(text).toContain('Value here: `[ "a" ]`');
});

describe('one option, however it is written', () => {
  const spellings: Record<string, string> = {
    'in one path': '{ services.github-runners.web.u$0rl = "https://github.com/a/b"; }',
    'in nested sets': '{ services = { github-runners = { web = { u$0rl = "https://github.com/a/b"; }; }; }; }',
    quoted: '{ services.github-runners."web"."u$0rl" = "https://github.com/a/b"; }',
    'under config': '{ config = { services.github-runners.web.u$0rl = "https://github.com/a/b"; }; }',
    'under mkIf and mkMerge':
      '{ lib, ... }: { config = lib.mkIf true (lib.mkMerge [ { services.github-runners.web.u$0rl = "https://github.com/a/b"; } ]); }',
    'in a let variable':
      'let common = { u$0rl = "https://github.com/a/b"; }; in { services.github-runners.web = common // { enable = true; }; }',
    'in a function':
      '{ lib, ... }: { services.github-runners = lib.genAttrs [ "web" ] (name: { u$0rl = "https://github.com/a/b"; }); }',
    inherited: 'let url = "https://github.com/a/b"; in { services.github-runners.web = { inherit u$0rl; }; }',
    'with the cursor behind the name': '{ services.github-runners.web.url$0 = "https://github.com/a/b"; }',
  };
  test.each(Object.entries(spellings))('%s', (_, text) => {
    const shown = hoverText(text);
    expect(shown).toContain('**`services.github-runners.web.url`** · string');
    expect(shown).toContain('Value here: `"https://github.com/a/b"`');
  });
});

test('one definition for several runners shows the value of each', () => {
  const text = hoverText(
    '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" "b" ] (name: { u$0rl = "https://github.com/${name}"; }); }',
  );
  expect(text).toContain('Value in `services.github-runners.a`: `"https://github.com/a"`');
  expect(text).toContain('Value in `services.github-runners.b`: `"https://github.com/b"`');
});

test('an unknown value says why', () => {
  const text = hoverText('{ inputs, ... }: { services.github-runners.web.u$0rl = inputs.address; }');
  expect(text).toContain('‹inputs.address›');
  expect(text).toContain('is not known: the module argument `inputs` is not known here.');
});

test('an error is shown short', () => {
  const text = hoverText('{ services.github-runners.web.u$0rl = throw "no address\\nand more"; }');
  expect(text).toMatch(/Value here: none, because of an error: .*no address$/m);
});

test('a definition that another one overrides shows the value that counts, and where it is from', () => {
  const text = hoverText(
    '{ lib, ... }: { imports = [ ./force.nix ]; services.github-runners.web.u$0rl = "https://github.com/a/b"; }',
    '25.05',
    {
      'force.nix': '{ lib, ... }: { services.github-runners.web.url = lib.mkForce "https://github.com/c/d"; }',
    },
  );
  expect(text).toContain('Value here: `"https://github.com/c/d"`');
  expect(text).toContain('Set in [`force.nix:1`](place:/host/force.nix#L1).');
});

test('a definition under an unknown condition says so', () => {
  const text = hoverText(
    '{ config, lib, ... }: { services.github-runners.web.re$0place = lib.mkIf config.services.nginx.enable true; }',
  );
  expect(text).toContain('Counts only where `‹config.services.nginx.enable›` holds.');
});

test('the singular option of 22.11', () => {
  const text = hoverText('{ services.github-runner = { enable = true; na$0me = "x"; }; }', '22.11');
  expect(text).toContain('**`services.github-runner.name`** · string matching the pattern');
  expect(text).toContain('Default: `config.networking.hostName`');
});

describe('names above options', () => {
  test('the tree', () => {
    expect(hoverText('{ services.github-run$0ners.web.enable = true; }')).toContain('each attribute is one runner');
  });
  test('the removed tree', () => {
    expect(hoverText('{ services.github-run$0ner.enable = true; }')).toContain('Removed in NixOS 24.05.');
  });
  test('a runner', () => {
    const text = hoverText('{ services.github-runners.w$0eb = { enable = true; url = "u"; tokenFile = "/t"; }; }');
    expect(text).toContain('Enabled runner: `github-runner-web.service`');
  });
  test('others have none', () => {
    expect(hoverText('{ ser$0vices.github-runners.web.enable = true; }')).toBe('nothing');
    expect(hoverText('{ services.github-runners.web.enable = t$0rue; }')).toBe('nothing');
    expect(hoverText('{ services.nginx.en$0able = true; services.github-runners.web.enable = true; }')).toBe('nothing');
  });
});

describe('settings of the service', () => {
  const runner = (more: string): string =>
    `{ lib, ... }: { services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; ${more} };`;

  test('in serviceOverrides', () => {
    const text = hoverText(`${runner('serviceOverrides.Protect$0Home = false;')} }`);
    expect(text).toContain('**`ProtectHome`** · setting in `[Service]` of `github-runner-web.service`');
    expect(text).toContain('ProtectHome=false');
  });
  test('a list is shown as it is merged with what the module has', () => {
    const text = hoverText(`${runner('serviceOverrides.RestrictAddress$0Families = [ "AF_PACKET" ];')} }`);
    expect(text).toMatch(/RestrictAddressFamilies=AF_INET\n(.*\n)*RestrictAddressFamilies=AF_PACKET/);
  });
  test('in extraEnvironment', () => {
    const text = hoverText(`${runner('extraEnvironment = { LA$0NG = "C"; };')} }`);
    expect(text).toContain('**`LANG`** · environment variable of `github-runner-web.service`');
    expect(text).toContain('Environment="LANG=C"');
  });
  test('in systemd.services', () => {
    const text = hoverText(`${runner('')} systemd.services.github-runner-web.serviceConfig.Mem$0oryMax = "1G"; }`);
    expect(text).toContain('**`MemoryMax`** · setting in `[Service]` of `github-runner-web.service`');
    expect(text).toContain('MemoryMax=1G');
  });
  test.each([
    ['Per$0sistent', '[Timer]', 'github-runner-web.timer', 'Persistent=true'],
    ['On$0Calendar', '[Timer]', 'github-runner-web.timer', 'OnCalendar=daily\nOnCalendar=weekly'],
    ['CPU$0Weight', '[Slice]', 'ci.slice', 'CPUWeight=20'],
  ])('of a unit beside it: %s', (marked, section, unit, lines) => {
    const name = marked.replace('$0', '');
    const around = `systemd.services.github-runner-web.startAt = "daily";
      systemd.timers."github-runner-web".timerConfig = { Persistent = true; OnCalendar = [ "weekly" ]; };
      systemd.slices.ci.sliceConfig.CPUWeight = 20;`;
    const text = hoverText(`${runner('serviceOverrides.Slice = "ci.slice";')} ${around.replace(name, marked)} }`);
    expect(text).toContain(`**\`${name}\`** · setting in \`${section}\` of \`${unit}\``);
    expect(text).toContain(`ini\n${lines}\n`);
  });

  test('not of another service', () => {
    const text = hoverText(`${runner('')} systemd.services.nginx.serviceConfig.Mem$0oryMax = "1G"; }`);
    expect(text).toBe('nothing');
  });
});

describe('a directive of a runner that cannot be evaluated', () => {
  test.each([
    ['in serviceOverrides', '{ services.github-runners.${throw "no"}.serviceOverrides.Memory$0Max = "1G"; }'],
    ['in its service', '{ systemd.services."github-runner-web" = { serviceConfig = { Memory$0Max = "1G"; }; }; }'],
  ])('%s still says what it is for', (_, source) => {
    const text = hoverText(source);
    expect(text).toContain('**`MemoryMax`** · setting in `[Service]`');
    expect(text).toContain('Memory above which processes of the service are killed.');
  });
  test('others say nothing', () => {
    expect(hoverText('{ systemd.services.nginx.serviceConfig.Memory$0Max = "1G"; }')).toBe('nothing');
    expect(hoverText('{ systemd.services.github-runner-web.serviceConfig.No$0thing = 1; }')).toBe('nothing');
  });
});

test('a file that is broken elsewhere still has hovers', () => {
  const text = hoverText('{ services.github-runners.web = { u$0rl = "https://github.com/a/b"; }; x = ; }');
  expect(text).toContain('`services.github-runners.web.url`** · string');
});

describe('names of Nix', () => {
  const runner = 'services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; };';

  test.each([
    [
      'a variable',
      `{ ... }: let n = 1 + 1; in { ${runner} x = $0n; }`,
      'Value here: `2`\n\nBound in [`host.nix:1`](place:/host/host.nix#L1).',
    ],
    ['an attribute', `{ ... }: let s.a = "x" + "y"; in { ${runner} x = s.$0a; }`, 'Value here: `"xy"`'],
    [
      'an argument of the module',
      `{ config, ... }: { ${runner} x = config.networking.$0hostName; }`,
      'Value here: `"nixos"`',
    ],
  ])('%s', (_, source, text) => {
    expect(hoverText(source)).toContain(text);
  });

  test.each([
    ['in full', `{ lib, ... }: { ${runner} x = lib.$0optional true 1; }`, 'lib.lists.optional', 'Bool -> a -> [a]'],
    [
      'through with',
      `{ lib, ... }: with lib; { ${runner} x = $0optionals true [ ]; }`,
      'lib.lists.optionals',
      'Bool -> [a] -> [a]',
    ],
    ['a builtin', `{ ... }: { ${runner} x = builtins.$0toJSON 1; }`, 'builtins.toJSON', 'a -> String'],
  ])('a function of the library, %s', (_, source, path, type) => {
    const text = hoverText(source);
    expect(text).toContain(`${path} `);
    expect(text).toContain(`\`${type}\``);
  });

  test.each(['lib', 'config', 'pkgs'])('nothing of `%s` but where it is bound: it is too much to show', (name) => {
    expect(hoverText(`{ ${name}, ... }: { ${runner} x = $0${name}; }`)).toBe(
      'Bound in [`host.nix:1`](place:/host/host.nix#L1).',
    );
  });

  test.each([
    [
      'an argument',
      `{ inputs, ... }: { ${runner} x = $0inputs; }`,
      '`‹inputs›` is not known: the module argument `inputs` is not known here. The host passes it',
    ],
    [
      'a parameter of a function that is called',
      `{ lib, ... }: let mk = { repo, ... }: { name = $0repo; }; in { ${runner} x = mk { repo = "a"; }; }`,
      '`‹repo›` is not known: each call gives the argument `repo` a value of its own.',
    ],
    [
      'an input of a flake',
      `{ outputs = { self, nixpkgs, ... }: { x = $0nixpkgs; nixosModules.a = { ${runner} }; }; }`,
      '`‹nixpkgs›` is not known: the flake input `nixpkgs` is not read here.',
    ],
    ['an attribute of one', `{ inputs, ... }: { ${runner} x = inputs.a.$0b; }`, '`‹inputs.a.b›` is not known: the'],
    [
      'a part of a text',
      `{ inputs, ... }: let t = "a-${'${inputs.b}'}"; in { ${runner} x = $0t; }`,
      'Value here: `"a-‹inputs.b›"`\n\n`‹inputs.b›` is not known: the',
    ],
  ])('why %s is not known', (_, source, text) => {
    expect(hoverText(source)).toContain(text);
  });

  test.each([
    ['a set with a part that is not', '{ a = 1; b = inputs.b; }', '`{ a = 1; b = ‹inputs.b›; }`'],
    ['a set with one that has no end', '{ a = 1; b = config; }', 'A set of 2 attributes: a, b.'],
    ['a set with an error', '{ a = 1; b = throw "no"; }', 'A set of 2 attributes: a, b.'],
    ['a list with an error', '[ 1 (throw "no") ]', 'A list of 2 elements.'],
  ])('what is known of %s', (_, expr, text) => {
    expect(hoverText(`{ config, inputs, ... }: let s = ${expr}; in { ${runner} x = $0s; }`)).toContain(text);
  });

  test.each([
    ['a variable', `{ ... }: let $0n = 1 + 1; in { ${runner} x = n; }`, 'Value here: `2`'],
    ['an attribute', `{ ... }: let s = { $0a = "x" + "y"; }; in { ${runner} x = s; }`, 'Value here: `"xy"`'],
    ['an option of NixOS', `{ lib, ... }: { ${runner} networking.$0domain = "a" + ".b"; }`, 'Value here: `"a.b"`'],
    ['an inherited name', `{ ... }: let n = 1 + 1; s = { inherit $0n; }; in { ${runner} x = s; }`, 'Value here: `2`'],
    ['a name inherited by `let`', `{ ... }: let s.n = 3; inherit (s) $0n; in { ${runner} x = n; }`, 'Value here: `3`'],
  ])('the value of %s where it is defined', (_, source, text) => {
    expect(hoverText(source)).toContain(text);
  });

  test.each([
    ['a literal', `{ ... }: let $0n = 2; in { ${runner} x = n; }`],
    ['a set that is written out', `{ ... }: let $0n = { a = 1 + 1; }; in { ${runner} x = n; }`],
    ['a property', `{ lib, ... }: let $0n = lib.mkForce 1; in { ${runner} x = n; }`],
    ['a function', `{ ... }: let $0n = a: a; in { ${runner} x = n; }`],
    ['an argument that nobody gives', `{ ... }: let f = { $0a }: a; in { ${runner} x = f; }`],
  ])('no value of %s where it is defined', (_, source) => {
    expect(hoverText(source)).toBe('Bound in [`host.nix:1`](place:/host/host.nix#L1).');
  });
});

test('a directive of systemd says what it is for and where its manual is', () => {
  const text = hoverText('{ services.github-runners.web = { enable = true; serviceOverrides.CPU$0Weight = 5; }; }');
  expect(text).toContain('CPUWeight=5');
  expect(text).toContain('The share of processor time');
  expect(text).toContain('systemd.resource-control.html#CPUWeight=');
  expect(text.match(/freedesktop/g)).toHaveLength(1);
});
