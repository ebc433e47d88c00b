// Values that fit an option: choices, secrets, accounts, packages.
import { describe, expect, test } from 'vitest';
import { accepted, item, labels, offered } from './completion-support';

/** What the place itself asks for, in order, without what may stand anywhere. */
function asked(source: string, ...more: Parameters<typeof labels> extends [string, ...infer R] ? R : never): string[] {
  return (offered(source, ...more)?.items ?? []).filter(({ rank }) => rank < 3).map(({ label }) => label);
}

describe('Booleans and choices', () => {
  const runner = (binding: string): string => `{ lib, ... }: { services.github-runners.x = { ${binding} }; }`;
  const places: Record<string, string> = {
    'behind `=`': runner('enable = $0;'),
    'without the `;`': runner('enable = $0'),
    'in what is not closed': '{ services.github-runners.x = { enable = $0',
    'a part typed': runner('enable = tr$0;'),
    'before the next binding': '{ services.github-runners.x = {\n  enable = $0\n  url = "u";\n}; }',
    'in parentheses': runner('enable = ($0);'),
    'behind mkDefault': runner('enable = lib.mkDefault $0;'),
    'behind mkForce, in parentheses': runner('enable = (lib.mkForce $0);'),
    'behind mkIf': runner('enable = lib.mkIf true $0;'),
    'behind mkOverride': runner('enable = lib.mkOverride 10 $0;'),
    'behind `then`': runner('enable = if true then $0 else false;'),
    'behind `else`': runner('enable = if true then true else $0;'),
    'behind a second `then`': runner('enable = if true then true else if false then $0'),
    'behind `or`': runner('enable = { }.a or $0;'),
    'behind `&&`': runner('enable = lib.inNixStore && $0;'),
    'behind `!`': runner('enable = !$0;'),
    'behind let': runner('enable = let a = 1; in $0;'),
    'in one path': '{ services.github-runners.x.enable = $0; }',
    'of an option of NixOS that is on or off':
      '{ services.github-runners.x.enable = true; systemd.services.github-runner-x.enable = $0; }',
    'of a set that becomes a runner':
      'let common = { replace = $0; url = "u"; }; in { services.github-runners.x = common; }',
    'of each of several': '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" ] (name: { enable = $0; }); }',
  };
  test.each(Object.entries(places))('%s', (_, source) => {
    expect(asked(source)).toEqual(['true', 'false']);
  });

  const elsewhere: Record<string, string> = {
    'in the condition': runner('enable = if $0 then true else false;'),
    'behind a comparison': runner('enable = lib.version == $0;'),
    'as the argument of another function': runner('enable = lib.hasPrefix $0;'),
    'as the condition of mkIf': runner('enable = lib.mkIf $0;'),
    'as the number of mkOverride': runner('enable = lib.mkOverride $0;'),
    'in a list': runner('enable = [ $0 ];'),
    'behind a whole value': runner('enable = true $0;'),
    'in a set': runner('enable = { a = $0; };'),
    'in a let': runner('enable = let a = $0; in a;'),
    'as an argument in parentheses': runner('enable = f ($0);'),
  };
  test.each(Object.entries(elsewhere))('not as what is asked for %s', (_, source) => {
    expect(asked(source)).toEqual([]);
  });

  test('choices of an enumeration, as strings and in strings', () => {
    const at = { release: '25.11' } as const;
    const choices = ['auto', 'access', 'registration'];
    expect(asked('{ services.github-runners.x.tokenType = $0; }', at)).toEqual(choices.map((c) => `"${c}"`));
    for (const written of ['"$0"', '"$0', '"ac$0cess"', '"ac$0"'])
      expect(labels(`{ services.github-runners.x.tokenType = ${written}; }`, at)).toEqual(choices);
    const accept = (written: string): string =>
      accepted(`{ services.github-runners.x.tokenType = ${written}; }`, 'access', at);
    expect(accept('"$0"')).toBe('{ services.github-runners.x.tokenType = "access"; }');
    expect(accept('"re$0gis"')).toBe('{ services.github-runners.x.tokenType = "access"; }');
    expect(accepted('{ services.github-runners.x.tokenType = "$0\n}', 'access', at)).toBe(
      '{ services.github-runners.x.tokenType = "access"\n}',
    );
    expect(accepted('{ services.github-runners.x.tokenType = ac$0; }', '"access"', at)).toBe(
      '{ services.github-runners.x.tokenType = "access"; }',
    );
  });

  test('people find a string by its content', () => {
    expect(item('{ services.github-runners.x.tokenType = $0; }', '"access"', { release: '25.11' }).filter).toBe(
      'access',
    );
  });

  test('elements of a list, without those that it has', () => {
    const list = (inside: string): string => `{ services.github-runners.x.nodeRuntimes = [ ${inside} ]; }`;
    expect(asked(list('$0'))).toEqual(['"node20"', '"node24"']);
    expect(asked(list('"node20" $0'))).toEqual(['"node24"']);
    expect(labels(list('"$0" "node24"'))).toEqual(['node20']);
    expect(labels(list('"node2$0"'))).toEqual(['node20', 'node24']);
    expect(asked(list('$0'), { release: '24.05' })).toEqual(['"node20"']);
  });

  test('`null` where it may stand', () => {
    expect(asked('{ services.github-runners.x.runnerGroup = $0; }')).toEqual(['null']);
    expect(asked('{ services.github-runners.x.url = $0; }')).not.toContain('null');
  });

  test('the beginning of a value where the type has no choices', () => {
    expect(accepted('{ services.github-runners.x.url = $0; }', '"https://github.com/owner/repository"')).toBe(
      '{ services.github-runners.x.url = "https://github.com/${1:owner}/${2:repository}"; }',
    );
  });
});

describe('secrets for tokenFile', () => {
  const secrets =
    'sops.secrets."github/token" = { }; sops.secrets.other.path = "/run/o"; age.secrets.ci.file = ./ci.age;';
  const source = (value: string, head = '{ config, ... }: '): string =>
    `${head}{ ${secrets} services.github-runners.x.tokenFile = ${value}; }`;

  test('as the option that holds the path', () => {
    const options = [
      'config.sops.secrets."github/token".path',
      'config.sops.secrets.other.path',
      'config.age.secrets.ci.path',
    ];
    expect(asked(source('$0'))).toEqual(options);
    expect(accepted(source('$0'), 'config.sops.secrets."github/token".path')).toBe(
      source('config.sops.secrets."github/token".path'),
    );
    expect(item(source('$0'), 'config.age.secrets.ci.path')).toMatchObject({
      kind: 'secret',
      detail: 'agenix, /run/agenix/ci',
    });
    expect(item(source('$0'), 'config.sops.secrets.other.path').detail).toBe('sops-nix, /run/o');
  });

  test('as their files where there is no `config`, and in strings', () => {
    const files = ['/run/secrets/github/token', '/run/o', '/run/agenix/ci'];
    expect(asked(source('$0', ''))).toEqual(files.map((file) => `"${file}"`));
    expect(labels(source('"$0"'))).toEqual(files);
    expect(accepted(source('"/run/se$0"'), '/run/o')).toBe(source('"/run/o"'));
  });

  test.each(['toString $0', 'builtins.toString $0', '(toString $0)', '"${$0}"', '"${$0', 'lib.mkForce "${$0}"'])(
    'as the option where a text is made of it: %s',
    (value) => {
      expect(asked(source(value))).toEqual([
        'config.sops.secrets."github/token".path',
        'config.sops.secrets.other.path',
        'config.age.secrets.ci.path',
      ]);
    },
  );

  test.each(['"/run/${$0}"', 'toString [ $0 ]', 'f "${$0}"', '"${f $0}"'])('not in parts of a text: %s', (value) => {
    expect(asked(source(value))).toEqual([]);
  });

  test('declared in another file of the host', () => {
    const others = { 'secrets.nix': '{ sops.secrets.token = { }; }' };
    const text = '{ config, ... }: { imports = [ ./secrets.nix ]; services.github-runners.x.tokenFile = $0; }';
    expect(asked(text, { others })).toEqual(['config.sops.secrets.token.path']);
  });

  test('the option comes with a secret, where one is declared', () => {
    const one = '{ config, ... }: { age.secrets.ci.file = ./a; services.github-runners.x = { $0 }; }';
    expect(accepted(one, 'tokenFile')).toContain('tokenFile = ${1:config.age.secrets.ci.path};');
    expect(accepted(one, 'required options')).toContain('tokenFile = ${3:config.age.secrets.ci.path};');
    const several =
      '{ config, ... }: { age.secrets.a.file = ./a; age.secrets.b.file = ./b; services.github-runners.$0 }';
    expect(accepted(several, 'new runner')).toContain(
      'tokenFile = ${4|config.age.secrets.a.path,config.age.secrets.b.path|};',
    );
    const none = '{ config, ... }: { services.github-runners.x = { $0 }; }';
    expect(accepted(none, 'tokenFile')).toContain('tokenFile = "/run/secrets/$1";');
  });

  test.each(['"$0/${x}"', '"/run/se$0/${x}"', 'config.sops.secrets."gi$0/${x}".path'])(
    'not where a value follows in the string: %s',
    (value) => {
      expect(labels(source(value))).toEqual([]);
    },
  );

  test('step by step behind the dots', () => {
    expect(labels(source('config.sops.$0'))).toContain('secrets');
    expect(labels(source('config.sops.secrets.$0'))).toEqual(['"github/token"', 'other']);
    expect(accepted(source('config.sops.secrets.gi$0'), '"github/token"')).toBe(
      source('config.sops.secrets."github/token"'),
    );
    expect(accepted(source('config.sops.secrets."gi$0"'), '"github/token"')).toBe(
      source('config.sops.secrets."github/token"'),
    );
    expect(labels(source('config.sops.secrets."github/token".$0'))).toContain('path');
  });

  test('not for other options', () => {
    expect(labels('{ config, ... }: { age.secrets.ci.file = ./a; services.github-runners.x.workDir = "$0"; }')).toEqual(
      [],
    );
  });
});

describe('users and groups', () => {
  const source = (binding: string): string =>
    `{ users.users.ci = { }; users.users."build bot" = { }; users.groups.docker = { }; services.github-runners.x.${binding}; }`;

  test('that the host declares', () => {
    expect(asked(source('user = $0'))).toEqual(['"build bot"', '"ci"', 'null']);
    expect(asked(source('group = $0'))).toEqual(['"docker"', 'null']);
    expect(labels(source('user = "$0"'))).toEqual(['build bot', 'ci']);
    expect(labels(source('group = "do$0"'))).toEqual(['docker']);
    expect(item(source('user = $0'), '"ci"')).toMatchObject({ kind: 'account', detail: 'declared in users.users' });
  });

  test('also for directives that take one', () => {
    expect(asked(source('serviceOverrides.User = $0'))).toEqual(['"build bot"', '"ci"']);
    expect(labels(source('serviceOverrides.Group = "$0"'))).toEqual(['docker']);
  });

  test('the option comes with one, where one is declared', () => {
    const text = '{ users.users.ci = { }; services.github-runners.x.$0 }';
    expect(accepted(text, 'user')).toContain('.user = ${1:"ci"};');
    expect(accepted('{ services.github-runners.x.$0 }', 'user')).toContain('.user = "$1";');
  });

  test('not for options that hold other names', () => {
    expect(labels(source('name = "$0"'))).toEqual([]);
  });
});

describe('packages for jobs', () => {
  const source = (list: string): string => `{ pkgs, ... }: { services.github-runners.x.extraPackages = ${list}; }`;

  test('by themselves under `with pkgs;`, else as attributes of `pkgs`', () => {
    expect(asked(source('with pkgs; [ $0 ]'))).toContain('docker');
    expect(asked(source('with pkgs; [ git doc$0 ]'))).toContain('docker');
    expect(asked(source('with pkgs; [ $0'))).toContain('docker');
    expect(asked(source('[ $0 ]'))).toContain('pkgs.docker');
    expect(labels(source('[ pkgs.$0 ]'))).toContain('docker');
    expect(labels(source('[ pkgs.docker pkgs.do$0'))).toContain('docker');
  });

  test.each([
    ['where packages cannot be reached', '{ services.github-runners.x.extraPackages = [ $0 ]; }'],
    ['outside of the list', source('$0')],
    ['for another option', '{ pkgs, ... }: { services.github-runners.x.extraLabels = [ $0 ]; }'],
  ])('not %s', (_, text) => {
    expect(labels(text).filter((label) => label.endsWith('docker'))).toEqual([]);
  });
});

describe('a file of several hosts', () => {
  const text = (value: string): string =>
    `{ config, ... }: { services.github-runners.x = { user = ${value}; tokenFile = config.sops.secrets.$0; }; }`;
  const hostsAndFlake = (a: string, b: string): { 'flake.nix': string } => ({
    'flake.nix': `{ outputs = { nixpkgs, ... }: { nixosConfigurations = {
      alpha = nixpkgs.lib.nixosSystem { modules = [ ./configuration.nix { ${a} } ]; };
      beta = nixpkgs.lib.nixosSystem { modules = [ ./configuration.nix { ${b} } ]; };
    }; }; }`,
  });
  const users = hostsAndFlake('users.users.one = { };', 'users.users.two = { };');
  const user = '{ services.github-runners.x.user = $0; }';

  test('what the chosen host declares comes first, the rest says where it is', () => {
    expect(asked(user, { others: users })).toEqual(['"one"', 'null', '"two"']);
    expect(item(user, '"one"', { others: users }).detail).toBe('declared in users.users');
    expect(item(user, '"two"', { others: users }).detail).toBe('declared in users.users, on beta only');
    const chosen = { others: users, host: 'beta' };
    expect(asked(user, chosen)).toEqual(['"two"', 'null', '"one"']);
    expect(item(user, '"two"', chosen).detail).toBe('declared in users.users');
  });

  test('a snippet takes what the chosen host declares', () => {
    const runner = '{ services.github-runners.x.$0 }';
    expect(accepted(runner, 'user', { others: users })).toContain('user = ${1:"one"};');
    expect(accepted(runner, 'user', { others: users, host: 'beta' })).toContain('user = ${1:"two"};');
  });

  test('attributes are those of the chosen host', () => {
    const others = hostsAndFlake('sops.secrets.a = { };', 'sops.secrets.b = { };');
    expect(labels(text('null'), { others })).toEqual(['a']);
    expect(labels(text('null'), { others, host: 'beta' })).toEqual(['b']);
    expect(labels(text('null'), { others, host: 'nobody' })).toEqual(['a']);
  });

  test('options that are set on the chosen host count as set', () => {
    const others = hostsAndFlake('', 'services.github-runners.x.replace = true;');
    const source = '{ services.github-runners.x.$0 }';
    expect(labels(source, { others, host: 'beta' }).at(-1)).toBe('replace');
    expect(item(source, 'replace', { others, host: 'alpha' }).detail).toBe('boolean, default false');
  });
});
