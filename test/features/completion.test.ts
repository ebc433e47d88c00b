// Names of runners and of their options.
import { describe, expect, test } from 'vitest';
import { hover } from '../../server/src/features';
import { accepted, item, labels, offered, typed } from './completion-support';

const OPTIONS_25_05 = [
  'enable',
  'url',
  'tokenFile',
  'name',
  'runnerGroup',
  'extraLabels',
  'noDefaultLabels',
  'replace',
  'ephemeral',
  'workDir',
  'package',
  'extraPackages',
  'extraEnvironment',
  'serviceOverrides',
  'user',
  'group',
  'nodeRuntimes',
];

/** Labels of options alone. */
function options(
  source: string,
  ...more: Parameters<typeof labels> extends [string, ...infer R] ? R : never
): string[] {
  return labels(source, ...more).filter((label) => OPTIONS_25_05.includes(label) || label === 'tokenType');
}

describe('the options of a runner, however it is written', () => {
  const spellings: Record<string, string> = {
    'in one path': '{ services.github-runners.x.$0 }',
    'in one path, before the next binding': '{\n  services.github-runners.x.$0\n  services.openssh.enable = true;\n}',
    'in one path with a value': '{ services.github-runners.x.$0 = true; }',
    'in one path, a part of the name typed': '{ services.github-runners.x.ena$0 }',
    'in a set': '{ services.github-runners.x = { $0 }; }',
    'in a set that is not closed': '{ services.github-runners.x = { $0',
    'in nested sets that are not closed': '{ services = { github-runners = { x = { $0',
    'in nested sets': '{ services = { github-runners = { x = { en$0 }; }; }; }',
    'behind a binding without `;`': '{ services.github-runners.x = {\n  enable = true\n  $0\n}; }',
    'behind a binding without `;`, a part typed': '{ services.github-runners.x = {\n  enable = true\n  ur$0\n}; }',
    'as a path behind a binding without `;`': '{\n  networking.hostName = "a"\n  services.github-runners.x.$0\n}',
    'before more bindings': '{ services.github-runners.x = {\n  $0\n  url = "u";\n  tokenFile = "/t";\n}; }',
    'with a quoted name': '{ services.github-runners."my runner".$0 }',
    'with a computed name': '{ config, ... }: { services.github-runners.${config.networking.hostName} = { $0 }; }',
    'under config': '{ config.services.github-runners.x = { $0 }; }',
    'under mkIf': '{ lib, ... }: { services.github-runners.x = lib.mkIf true { $0 }; }',
    'under mkIf around all': '{ lib, ... }: { config = lib.mkIf true { services.github-runners.x = { $0 }; }; }',
    'under mkMerge': '{ lib, ... }: { services.github-runners.x = lib.mkMerge [ { enable = true; } { $0 } ]; }',
    'under mkMerge, not closed': '{ lib, ... }: lib.mkMerge [ { services.github-runners.x = { $0',
    'under let': 'let a = 1; in { services.github-runners.x = let b = 2; in { $0 }; }',
    'in a function': '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" ] (name: { $0 }); }',
    'in a function, not closed': '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" ] (name: { $0',
    'of a pair':
      '{ lib, ... }: { services.github-runners = lib.listToAttrs (map (n: lib.nameValuePair n { $0 }) [ "a" ]); }',
    'of a pair in parentheses':
      '{ lib, ... }: { services.github-runners = lib.listToAttrs (map (n: lib.nameValuePair n ({ $0 })) [ "a" ]); }',
    'of a pair that replaces another':
      '{ lib, ... }: { services.github-runners = lib.mapAttrs\' (n: v: lib.nameValuePair "r-${n}" { $0 }) { a = 1; }; }',
    'of a pair that is written out':
      '{ lib, ... }: { services.github-runners = builtins.listToAttrs (map (name: { inherit name; value = { $0 }; }) [ "a" ]); }',
    'behind //': 'let c = { }; in { services.github-runners.x = c // { $0 }; }',
    'in a list of modules': '{ imports = [ { services.github-runners.x = { $0 }; } ]; }',
    'in a flake':
      '{ outputs = { nixpkgs, ... }: { nixosConfigurations.h = nixpkgs.lib.nixosSystem { modules = [ { services.github-runners.x = { $0 }; } ]; }; }; }',
    'behind an unclosed string on an earlier line': '{ services.github-runners.x = {\n  url = "https://x;\n  $0\n}; }',
    'behind a comment': '{ services.github-runners.x = {\n  # the name\n  $0\n}; }',
    'behind a wrong binding': '{ services.github-runners.x = {\n  foo bar;\n  $0\n}; }',
    'behind a lone name': '{ services.github-runners.x = {\n  enable\n  $0\n}; }',
    'with an open list before': '{ services.github-runners.x = {\n  extraLabels = [ "a" ;\n  $0\n}; }',
  };
  test.each(Object.entries(spellings))('%s', (_, source) => {
    expect(options(source)).toEqual(expect.arrayContaining(['enable', 'url', 'tokenFile', 'ephemeral']));
  });
});

describe('sets that become runners elsewhere', () => {
  const sources: Record<string, string> = {
    'a let variable':
      'let common = { replace = true; $0 }; in { services.github-runners.x = common // { enable = true; }; }',
    'what a function adds to its argument':
      'let runner = args: args // { enable = true; }; in { services.github-runners.x = runner { url = "u"; $0 }; }',
    'values of mapAttrs':
      '{ lib, ... }: { services.github-runners = lib.mapAttrs (n: v: v // { enable = true; }) { x = { url = "u"; $0 }; }; }',
    'a name that is being typed': 'let common = { repl$0 }; in { services.github-runners.x = common; }',
  };
  test.each(Object.entries(sources))('%s', (_, source) => {
    expect(options(source)).toContain('ephemeral');
  });

  test('below an option of such a set', () => {
    const source =
      'let common = { serviceOverrides = { $0 }; replace = true; }; in { services.github-runners.x = common; }';
    expect(labels(source)).toContain('ProtectHome');
  });

  test('not a set that nobody makes a runner of', () => {
    expect(options('let other = { replace = true; $0 }; in { services.github-runners.x = { }; }')).toEqual([]);
  });

  test('the arguments of a function come first, and alone', () => {
    const source =
      'let mk = { name, url, labels ? [ ] }: { enable = true; inherit url; }; in { services.github-runners.x = mk { name = "a"; $0 }; }';
    expect(labels(source)).toEqual(['url', 'labels', 'inherit']);
    expect(accepted(source, 'url')).toContain('mk { name = "a"; url = $1; }');
  });
});

describe('what an option brings', () => {
  const runner = '{ services.github-runners.x = { $0 }; }';

  test('what is needed comes first, then all others in reading order', () => {
    expect(labels(runner)).toEqual([
      'required options',
      'enable',
      'url',
      'tokenFile',
      ...OPTIONS_25_05.slice(3),
      'inherit',
    ]);
  });

  test('options of another release are not offered', () => {
    expect(options('{ services.github-runners.x.$0 }', { release: '25.11' })).toContain('tokenType');
    expect(options('{ services.github-runners.x.$0 }', { release: '25.05' })).not.toContain('tokenType');
    expect(options('{ services.github-runner.$0 }', { release: '22.11' })).not.toContain('nodeRuntimes');
    expect(options('{ services.github-runner.$0 }', { release: '25.05' })).toEqual([]);
  });

  test('those that are set come last, wherever they are set', () => {
    const beside = labels('{ services.github-runners.x = { url = "u"; $0 }; }');
    expect(beside.at(-1)).toBe('url');
    const elsewhere = labels('{ services.github-runners.x.$0\n}', {
      others: { 'other.nix': '' },
      evaluated: '{ imports = [ ./other.nix ]; services.github-runners.x.replace = true; }',
    });
    expect(elsewhere.at(-1)).toBe('replace');
    expect(item('{ services.github-runners.x = { url = "u"; $0 }; }', 'url').detail).toBe('string, set already');
  });

  test('type and default', () => {
    expect(item(runner, 'ephemeral').detail).toBe('boolean, default false');
    expect(item(runner, 'url').detail).toBe('string, required');
    expect(item(runner, 'extraLabels').detail).toBe('list of string, default [ ]');
    expect(item(runner, 'package').detail).toBe('package, default pkgs.github-runner');
  });

  test('the text of the hover, without what the item itself says', () => {
    const { moment, offset } = typed('{ services.github-runners.x = { e$0phemeral = true; }; }');
    const documentation = item(
      '{ services.github-runners.x = { e$0phemeral = true; }; }',
      'ephemeral',
    ).documentation?.();
    const paragraphs = (moment.file && hover(moment.file, offset)?.markdown.split('\n\n')) ?? [];
    expect(paragraphs[0]).toContain('ephemeral`** · boolean');
    expect(paragraphs.at(-1)).toContain('NixOS 25.05');
    expect(documentation).toBe(paragraphs.slice(1, -1).join('\n\n'));
    expect(documentation).toContain('Runs one job');
  });

  test.each([
    ['enable', 'enable = ${1|true,false|};'],
    ['url', 'url = "https://github.com/${1:owner}/${2:repository}";'],
    ['tokenFile', 'tokenFile = "/run/secrets/$1";'],
    ['name', 'name = "$1";'],
    ['extraLabels', 'extraLabels = [ "$1" ];'],
    ['extraPackages', 'extraPackages = [ pkgs.${1:hello} ];'],
    ['package', 'package = pkgs.${1:github-runner};'],
    ['serviceOverrides', 'serviceOverrides = { $1 };'],
    ['nodeRuntimes', 'nodeRuntimes = [ ${1|"node20","node24"|} ];'],
  ])('a snippet that fits the type: %s', (label, text) => {
    expect(accepted(runner, label)).toBe(`{ services.github-runners.x = { ${text} }; }`);
  });

  test('a choice for an enumeration', () => {
    expect(accepted(runner, 'tokenType', { release: '25.11' })).toContain(
      'tokenType = ${1|"auto","access","registration"|};',
    );
  });

  test('only the name where the value stands already', () => {
    expect(accepted('{ services.github-runners.x = { u$0rx = "a"; }; }', 'url')).toBe(
      '{ services.github-runners.x = { url = "a"; }; }',
    );
    expect(accepted('{ services.github-runners.x.ser$0.ProtectHome = false; }', 'serviceOverrides')).toBe(
      '{ services.github-runners.x.serviceOverrides.ProtectHome = false; }',
    );
  });

  test.each([
    [
      'on the next line',
      '{ services.github-runners.x = {\n  u$0\n    = "a";\n}; }',
      '{ services.github-runners.x = {\n  url\n    = "a";\n}; }',
    ],
    [
      'with the cursor before the name',
      '{ services.github-runners.x = { $0ul = "a"; }; }',
      '{ services.github-runners.x = { url = "a"; }; }',
    ],
    [
      'with the cursor behind it',
      '{ services.github-runners.x = { ul$0 = "a"; }; }',
      '{ services.github-runners.x = { url = "a"; }; }',
    ],
    [
      'in quotes that are not closed',
      '{ services.github-runners.x = { "u$0 = "a"; }; }',
      '{ services.github-runners.x = { "url" = "a"; }; }',
    ],
  ])('only the name where the value stands already, %s', (_, source, text) => {
    expect(accepted(source, 'url')).toBe(text);
  });

  test('no second `;`', () => {
    expect(accepted('{ services.github-runners.x = { ephem$0; }; }', 'ephemeral')).toBe(
      '{ services.github-runners.x = { ephemeral = ${1|true,false|}; }; }',
    );
    expect(accepted('{ services.github-runners.x = { enable = true; $0; }; }', 'required options')).toMatch(
      /\$3"; \}; \}$/,
    );
    expect(accepted('{ services.github-runners.$0; }', 'new runner')).toMatch(/\n\}; \}$/);
  });

  test('the whole name is replaced, with its quotes', () => {
    expect(accepted('{ services.github-runners.x."to$0ken" = "a"; }', 'tokenFile')).toBe(
      '{ services.github-runners.x."tokenFile" = "a"; }',
    );
  });

  test('required options as one', () => {
    expect(accepted('{ services.github-runners.x = { enable = true; $0 }; }', 'required options')).toBe(
      '{ services.github-runners.x = { enable = true; url = "https://github.com/${1:owner}/${2:repository}";\ntokenFile = "/run/secrets/$3"; }; }',
    );
    expect(labels('{ services.github-runners.x = { enable = true; url = "u"; $0 }; }')).not.toContain(
      'required options',
    );
  });
});

describe('runners and their trees', () => {
  test('a new runner with what it needs', () => {
    expect(accepted('{ services.github-runners.$0 }', 'new runner')).toBe(
      [
        '{ services.github-runners.${1:name} = {',
        '\tenable = true;',
        '\turl = "https://github.com/${2:owner}/${3:repository}";',
        '\ttokenFile = "/run/secrets/$4";',
        '}; }',
      ].join('\n'),
    );
    expect(labels('{ services.github-runners = { $0 }; }')).toContain('new runner');
  });

  test('runners that exist, also in other files', () => {
    const others = { 'more.nix': '{ services.github-runners."my runner" = { }; }' };
    const source = '{ imports = [ ./more.nix ]; services.github-runners.web = { }; services.github-runners.$0 }';
    expect(labels(source, { others })).toEqual(['new runner', '"my runner"', 'web']);
    expect(accepted(source, '"my runner"', { others })).toContain('services.github-runners."my runner" }');
  });

  test('not the one whose name is being typed', () => {
    const source = (written: string): string => `{ services.github-runners = { ${written} = { }; web = { }; }; }`;
    expect(labels(source('we$0'))).toEqual(['web', 'inherit']);
    expect(labels(source('"we$0"'))).toEqual(['web']);
    expect(labels('{ services.github-runners.we$0 }')).toEqual(['new runner']);
    // What is defined elsewhere too stays.
    expect(labels('{ services.github-runners.web.enable = true; services.github-runners.web$0 }')).toContain('web');
  });

  test('a service whose name needs quotes', () => {
    const source = '{ services.github-runners."my.runner".enable = true; systemd.services.git$0 }';
    expect(accepted(source, '"github-runner-my.runner"')).toContain('systemd.services."github-runner-my.runner" }');
  });

  test.each([
    ['22.11', ['github-runner']],
    ['23.05', ['github-runners', 'github-runner']],
    ['25.05', ['github-runners']],
  ] as const)('the trees of NixOS %s', (release, trees) => {
    expect(labels('{ services.$0 }', { release })).toEqual(trees);
    expect(labels('{ services = { git$0 }; }', { release })).toEqual(trees);
  });

  test('a name with a dash is replaced as a whole', () => {
    expect(accepted('{ services.github-ru$0 }', 'github-runners')).toBe('{ services.github-runners }');
    expect(accepted('{ services.github-ru$0nner.x = 1; }', 'github-runners')).toBe(
      '{ services.github-runners.x = 1; }',
    );
  });

  test('the tree in the set of a module', () => {
    expect(labels('{ services.github-runners.x = { }; $0 }')).toContain('services.github-runners');
    expect(labels('{ foo = { $0 }; services.github-runners.x = { }; }')).not.toContain('services.github-runners');
  });
});

describe('nothing is offered', () => {
  const places: Record<string, string> = {
    'in a line comment': '{ services.github-runners.x = { # ur$0\n }; }',
    'in a line comment with a dot': '{ services.github-runners.x = { # services.$0\n }; }',
    'in a block comment': '{ services.github-runners.x = { /* en$0 */ }; }',
    'in an open block comment': '{ services.github-runners.x = { /* en$0',
    'in plain text': '{ services.github-runners.x.name = "ena$0"; }',
    'in an indented string': "{ services.github-runners.x.name = ''\n  enable.$0\n''; }",
    'in a number': '{ services.github-runners.x.name = 12$0; }',
    'behind a decimal point': '{ services.github-runners.x.name = 1.$0; }',
    'below an option without attributes': '{ services.github-runners.x.url.$0 }',
    'at the names of a function': '{ services, $0 }: { }',
  };
  test.each(Object.entries(places))('%s', (_, source) => {
    expect(labels(source)).toEqual([]);
  });
});

describe('characters that ask by themselves', () => {
  const runner = (binding: string): string =>
    `{ config, pkgs, ... }: { services.github-runners.x = { enable = true; ${binding} }; users.users.ci = { }; }`;
  test.each([
    ['a dot behind a set', '.', runner('extraLabels = [ config.$0 ];'), 'users'],
    ['a dot in a path of names', '.', runner('serviceOverrides.$0'), 'ProtectHome'],
    ['a slash in a path', '/', runner('tokenFile = ./$0'), 'configuration.nix'],
    ['a quote that begins a value', '"', runner('user = "$0"'), 'ci'],
    ['a quote that begins a name', '"', runner('"$0"'), 'url'],
    ['a quote behind a dot', '"', runner('url = config."$0"'), 'users'],
    ['a blank in front of a Boolean', ' ', runner('ephemeral = $0'), 'true'],
    ['a blank in front of a user', ' ', runner('user = $0'), '"ci"'],
    ['a blank in a list of choices', ' ', runner('nodeRuntimes = [ $0 ]'), '"node20"'],
    ['a blank in a list of packages', ' ', runner('extraPackages = with pkgs; [ $0 ]'), 'docker'],
  ])('%s', (_, trigger, source, label) => {
    expect(labels(source, { trigger })).toContain(label);
  });

  test.each([
    ['a dot in a number', '.', runner('name = 1.$0')],
    ['a dot in plain text', '.', runner('name = "a.$0"')],
    ['a dot where a path begins', '.', runner('tokenFile = .$0')],
    ['a slash between numbers', '/', runner('name = 1 /$0')],
    ['a slash in plain text', '/', runner('url = "https:/$0"')],
    ['a quote that ends a string', '"', runner('user = "ci"$0')],
    ['a quote that begins any text', '"', runner('name = "$0"')],
    ['a blank where names of options stand', ' ', runner(' $0')],
    ['a blank behind a value', ' ', runner('ephemeral = true $0')],
    ['a blank in front of any text', ' ', runner('url = $0')],
    ['a blank in a comment', ' ', runner('# a $0\n')],
    ['a blank in a string', ' ', runner('name = "a $0"')],
    ['a blank behind a keyword', ' ', runner('name = if $0')],
  ])('not %s', (_, trigger, source) => {
    expect(labels(source, { trigger })).toEqual([]);
  });
});

test('an evaluation of an earlier text is used while the text is edited, and may be asked again', () => {
  const evaluated = '{ services.github-runners.x = { enable = true; }; }';
  const list = offered('{ services.github-runners.x = { enable = true; u$0 }; }', { evaluated });
  expect(list?.incomplete).toBe(true);
  expect(list?.items.at(-1)?.label).toBe('enable');
});

test('a flake is no configuration, but the modules in it are', () => {
  const flake = (outer: string, inner: string): string =>
    `{ ${outer} outputs = { nixpkgs, ... }: { nixosConfigurations.a = nixpkgs.lib.nixosSystem { modules = [ { services.github-runners.x.enable = true; ${inner} } ]; }; }; }`;
  const name = 'flake.nix';
  expect(labels(flake('$0', ''), { name })).not.toContain('services.github-runners');
  expect(labels(flake('', '$0'), { name })).toContain('services.github-runners');
  expect(labels(flake('', 'services.$0'), { name })).toEqual(['github-runners']);
});

test.each([
  '{ outputs = { self, nixpkgs }: { nixosModules.ci = { lib, config, ... }: { config = lib.mkIf true { services.$0 }; }; }; }',
  'let ci = { pkgs, ... }: { services.$0 }; in { imports = [ ci ]; }',
  '{ imports = [ { services = { $0 }; } ]; }',
])('modules inside of a file: %s', (source) => {
  expect(labels(source)).toContain('github-runners');
});

test.each([
  '{ home-manager.users.me = { pkgs, ... }: { services.$0 }; }',
  '{ outputs = { self }: { homeModules.a = { lib, ... }: { services.$0 }; }; }',
  '{ outputs = { self }: { packages.a = { services.$0 }; }; }',
])('not in modules of others: %s', (source) => {
  expect(labels(source)).toEqual([]);
});

test.each(['name: mod$0: { }', '{ lib, ... }@$0: { }', 'x: $0: x'])(
  'nothing for the name of a parameter: %s',
  (value) => {
    expect(labels(`{ services.github-runners.x.enable = true; f = ${value}; }`)).toEqual([]);
  },
);
