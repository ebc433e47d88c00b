// Quick fixes: applied, the finding is gone, nothing else changed, and the file still parses.
import { describe, expect, it } from 'vitest';
import type { Release } from '../../server/src/nixos';
import type { Finding, Fix } from '../../server/src/rules';
import { analyse } from '../support/analyse';

const runner = (settings: string, release: Release): string =>
  release === '22.11'
    ? `{ lib, config, ... }:\n{\n  services.github-runner = {\n    enable = true;\n    tokenFile = "/run/t";\n${settings}\n  };\n}\n`
    : `{ lib, config, ... }:\n{\n  services.github-runners.web = {\n    enable = true;\n    tokenFile = "/run/t";\n${settings}\n  };\n}\n`;

const url = 'url = "https://github.com/example/website";';

function apply(text: string, fix: Fix): string {
  return [...fix.edits]
    .sort((a, b) => b.at.start - a.at.start)
    .reduce((t, { at, newText }) => t.slice(0, at.start) + newText + t.slice(at.end), text);
}

const essence = (findings: readonly Finding[]): string[] => findings.map((f) => `${f.rule}: ${f.message}`).sort();

/** What is written, what it becomes, for which rule. */
const CASES: readonly (readonly [rule: string, before: string, after: string, release: Release | undefined])[] = [
  [
    'unknown-directive',
    `${url} serviceOverrides.MemoryMaxx = "4G";`,
    `${url} serviceOverrides.MemoryMax = "4G";`,
    undefined,
  ],
  [
    'unknown-directive',
    `${url} serviceOverrides."privateTmp" = true;`,
    `${url} serviceOverrides.PrivateTmp = true;`,
    undefined,
  ],
  ['runner-url', 'url = "https://github.com/a/b.git";', 'url = "https://github.com/a/b";', undefined],
  ['runner-url', 'url = "https://github.com/a/b.git";', 'url = "https://github.com/a/b";', '22.11'],
  ['runner-url', 'url = "https://github.com/a/";', 'url = "https://github.com/a";', undefined],
  ['runner-url', 'url = "https://github.com/a/b/actions";', 'url = "https://github.com/a/b";', undefined],
  ['runner-url', 'url = "https://github.com/orgs/a";', 'url = "https://github.com/a";', undefined],
  ['runner-url', 'url = "https://github.com/orgs/a/people";', 'url = "https://github.com/a";', undefined],
  ['runner-url', 'url = "http://github.com/a";', 'url = "https://github.com/a";', undefined],
  ['runner-url', 'url = "github.com/a/b";', 'url = "https://github.com/a/b";', undefined],
  ['runner-url', 'url = "git@github.com:a/b.git";', 'url = "https://github.com/a/b";', undefined],
  [
    'runner-url',
    'url = lib.mkForce "https://ghes.example.org/a/b/";',
    'url = lib.mkForce "https://ghes.example.org/a/b";',
    undefined,
  ],
  ['label-format', `${url} extraLabels = [ "a, b" "c" ];`, `${url} extraLabels = [ "a" "b" "c" ];`, undefined],
  ['label-format', `${url} extraLabels = [ " a" ];`, `${url} extraLabels = [ "a" ];`, undefined],
  ['node-runtime-eol', `${url} nodeRuntimes = [ "node16" ];`, `${url} nodeRuntimes = [ "node20" ];`, '23.11'],
  ['node-runtime-eol', `${url} nodeRuntimes = [ "node20" ];`, `${url} nodeRuntimes = [ "node24" ];`, undefined],
  ['label-format', `${url} extraLabels = [ "nixos" "" ];`, `${url} extraLabels = [ "nixos" ];`, undefined],
  ['label-format', `${url} extraLabels = [ "nixos" "NixOS" ];`, `${url} extraLabels = [ "nixos" ];`, undefined],
  ['label-format', `${url} extraLabels = [ "linux" "nixos" ];`, `${url} extraLabels = [ "nixos" ];`, undefined],
  ['unknown-option', `${url} extraLabel = [ ];`, `${url} extraLabels = [ ];`, undefined],
  ['type-mismatch', `${url} extraLabels = "nixos";`, `${url} extraLabels = [ "nixos" ];`, undefined],
  ['type-mismatch', `${url} extraLabels = lib.toLower "A";`, `${url} extraLabels = [ (lib.toLower "A") ];`, undefined],
  ['type-mismatch', `${url} extraLabels = lib.mkForce "a";`, `${url} extraLabels = lib.mkForce [ "a" ];`, undefined],
  ['type-mismatch', `${url} nodeRuntimes = "node24";`, `${url} nodeRuntimes = [ "node24" ];`, undefined],
  ['type-mismatch', `${url} extraLabels = [ "a" 12 ];`, `${url} extraLabels = [ "a" "12" ];`, undefined],
  ['type-mismatch', `${url} name = 12;`, `${url} name = "12";`, undefined],
  ['type-mismatch', `${url} replace = "true";`, `${url} replace = true;`, undefined],
  ['type-mismatch', `${url} replace = "no";`, `${url} replace = false;`, undefined],
  ['type-mismatch', `${url} workDir = /srv/jobs;`, `${url} workDir = "/srv/jobs";`, undefined],
  ['type-mismatch', `${url} workDir = [ "/srv/jobs" ];`, `${url} workDir = "/srv/jobs";`, undefined],
  ['type-mismatch', `${url} extraEnvironment.PORT = 80;`, `${url} extraEnvironment.PORT = "80";`, undefined],
  [
    'conflicting-definitions',
    `${url} serviceOverrides.SystemCallFilter = "~@debug";`,
    `${url} serviceOverrides.SystemCallFilter = [ "~@debug" ];`,
    '23.11',
  ],
  [
    'conflicting-definitions',
    `${url} serviceOverrides.Restart = "always";`,
    `${url} serviceOverrides.Restart = lib.mkForce "always";`,
    undefined,
  ],
  [
    'conflicting-definitions',
    `${url} serviceOverrides.Restart = lib.toLower "ALWAYS";`,
    `${url} serviceOverrides.Restart = lib.mkForce (lib.toLower "ALWAYS");`,
    undefined,
  ],
];

it.each(CASES)('%s: %s', (rule, before, after, since) => {
  const release: Release = since ?? '25.11';
  const text = runner(`    ${before}`, release);
  const { findings, program } = analyse(text, { release });
  const found = findings.filter((f) => f.rule === rule);
  expect(found).toHaveLength(1);
  const fix = found[0]?.fixes?.[0];
  if (fix === undefined) throw new Error('There is no fix');
  expect(fix.edits.every((e) => e.at.source === program.source)).toBe(true);
  const mended = apply(text, fix);
  expect(mended).toBe(runner(`    ${after}`, release));
  const again = analyse(mended, { release });
  expect(again.program.parse.problems).toEqual([]);
  expect(essence(again.findings)).toEqual(essence(findings.filter((f) => f.rule !== rule)));
});

/** The text after the fix with this title, which belongs to the only finding of a rule. */
function mendedBy(text: string, rule: string, title: string): string {
  const found = analyse(text).findings.filter((f) => f.rule === rule);
  expect(found).toHaveLength(1);
  const fix = found[0]?.fixes?.find((f) => f.title === title);
  if (fix === undefined) throw new Error(`There is no fix ${title}`);
  const mended = apply(text, fix);
  const again = analyse(mended);
  expect(again.program.parse.problems).toEqual([]);
  expect(again.findings.map((f) => f.rule)).not.toContain(rule);
  return mended;
}

const settings = 'enable = true; url = "https://github.com/a"; tokenFile = "/t";';

it.each([
  ['enable = true|\n    url = "https://github.com/a";', 'syntax-error', 'Insert `;`'],
  ['inherit (pkgs) hello|\n    url = "https://github.com/a";', 'syntax-error', 'Insert `;`'],
])('writes what is missing: %s', (text, rule, title) => {
  const file = (runner: string): string => `{ pkgs, ... }: { services.github-runners.a = {\n    ${runner}\n}; }\n`;
  const { findings } = analyse(file(text.replace('|', '')));
  const fixes = findings.filter((f) => f.rule === rule).flatMap((f) => f.fixes ?? []);
  expect(fixes.map((fix) => fix.title)).toEqual([title]);
  expect(fixes.map((fix) => apply(file(text.replace('|', '')), fix))).toEqual([file(text.replace('|', ';'))]);
});

it('removes an option that does not exist, with its line', () => {
  const text = (extra: string): string => `{\n  services.github-runners.a = {\n    ${settings}\n${extra}  };\n}\n`;
  expect(mendedBy(text('    frobnicate.this = {\n      x = 1;\n    };\n'), 'unknown-option', 'Remove the option')).toBe(
    text(''),
  );
  const inOneLine = `{ services.github-runners.a = { ${settings} frobnicate = 1; }; }`;
  expect(mendedBy(inOneLine, 'unknown-option', 'Remove the option')).toBe(inOneLine.replace(' frobnicate = 1;', ''));
});

it('changes the singular form to the plural one', () => {
  const text = `{ services.github-runner = { ${settings} }; }`;
  expect(mendedBy(text, 'removed-option', 'Change to `services.github-runners.default`')).toBe(
    text.replace('github-runner', 'github-runners.default'),
  );
});

it('gives the runner a name whose options stand where runners do', () => {
  const title = 'Name the runner `default`';
  const options = 'enable = true; url = "https://github.com/a"; extraLabels = [ ]; tokenFile = "/t";';
  const only = (text: string): string => {
    const fix = analyse(text)
      .findings.filter((f) => f.rule === 'type-mismatch')
      .flatMap((f) => f.fixes ?? [])
      .find((f) => f.title === title);
    return fix === undefined ? text : apply(text, fix);
  };
  expect(only(`{ services.github-runners = { ${options} }; }`)).toBe(
    `{ services.github-runners.default = { ${options} }; }`,
  );
  expect(only('{ services.github-runners.enable = true; services.github-runners.replace = true; }')).toBe(
    '{ services.github-runners.default.enable = true; services.github-runners.default.replace = true; }',
  );
  // Whether this one was to belong to `b` nobody knows.
  const mixed = `{ services.github-runners = { enable = true; b = { ${options} }; }; }`;
  expect(only(mixed)).toBe(mixed);
});

it('takes the path of a secret', () => {
  const text = (value: string): string =>
    `{ config, ... }: { age.secrets.r.file = ./r.age; services.github-runners.a = { ${settings.replace('"/t"', value)} }; }`;
  expect(mendedBy(text('config.age.secrets.r'), 'type-mismatch', 'Take its `path`')).toBe(
    text('config.age.secrets.r.path'),
  );
});

it('gives each token a secret of its own', () => {
  const head = '{ config, ... }: { age.secrets.github-runner-token.file = ./github-runner-token.age; ';
  const first = `services.github-runners.a = { ${settings.replace('"/t"', 'config.age.secrets.github-runner-token.path')} }; `;
  const second = (value: string): string => `services.github-runners.b = { ${settings.replace('"/t"', value)} }; }`;
  expect(mendedBy(`${head}${first}${second('./b.token')}`, 'token-in-store', 'Keep the token with agenix')).toBe(
    `${head}${first}age.secrets.github-runner-token-b.file = ./github-runner-token-b.age; ${second('config.age.secrets.github-runner-token-b.path')}`,
  );
});

it('takes no path of a package', () => {
  const { findings } = analyse(`{ pkgs, ... }: { services.github-runners.a = { ${settings} user = pkgs.jq; }; }`);
  expect(findings.map((f) => [f.rule, f.message, f.fixes])).toEqual([
    ['type-mismatch', '`services.github-runners.a.user` must be null or a string, but this is a package.', undefined],
  ]);
});

const missing = 'url = "https://github.com/owner/repository";';
it.each([
  ['{ services.github-runners.a = { tokenFile = "/t"; enable = true;| }; }', ` ${missing}`],
  ['{ services.github-runners.a = { enable = true; tokenFile = "/t";| # url\n}; }', ` ${missing}`],
  ['{\n  services.github-runners.a = {\n    enable = true;\n    tokenFile = "/t"; # x|\n  };\n}', `\n    ${missing}`],
  [
    '{\r\n\tservices.github-runners.a = {\r\n\t\tenable = true;\r\n\t\ttokenFile = "/t";|\r\n\t};\r\n}',
    `\r\n\t\t${missing}`,
  ],
  ['{ lib, ... }: { services.github-runners.a = lib.mkForce { enable = true; tokenFile = "/t";| }; }', ` ${missing}`],
  [
    '{\n  services.github-runners.a.enable = true;|\n  services.github-runners.a.tokenFile = "/t";\n}',
    `\n  services.github-runners.a.${missing}`,
  ],
  [
    '{\n  services.github-runners.b.url = "https://github.com/b";\n  services.github-runners.a.enable = true;|\n  services.github-runners.a.tokenFile = "/t";\n}',
    `\n  services.github-runners.a.${missing}`,
  ],
  ['{ services.github-runners = { a = { |}; a.enable = true; a.tokenFile = "/t"; }; }', `${missing} `],
])('adds what a runner needs: %s', (text, added) => {
  const after = text.replace('|', added);
  expect(mendedBy(text.replace('|', ''), 'missing-definition', 'Add `url`')).toBe(after);
});

it.each([
  'let f = args: args; in { services.github-runners.a = f { enable = true; tokenFile = "/t"; }; }',
  '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" ] (name: { enable = true; tokenFile = "/t"; }); }',
  'let n = "a"; in { services.github-runners.${n}.enable = true; }',
])('adds nothing where a runner is computed: %s', (text) => {
  const found = analyse(text).findings.filter((f) => f.rule === 'missing-definition');
  expect(found.length).toBeGreaterThan(0);
  expect(found.flatMap((f) => f.fixes ?? [])).toEqual([]);
});

it.each([
  ['{ pkgs, ... }: { services.github-runners.a = lib.mkIf true { }; }', '{ lib, pkgs, ... }:'],
  ['{ ... }: with lib; { services.github-runners.a = mkIf true { }; }', '{ lib, ... }:'],
  ['{ pkgs, ... }: let f = lib.id; in { services.github-runners.a = f { }; }', '{ lib, pkgs, ... }:'],
  ['args: { services.github-runners.a = lib.mkIf true { }; }', undefined],
])('takes an argument that a module can have: %s', (text, head) => {
  const after = head === undefined ? text.replace('lib.', 'args.lib.') : text.replace(/^\{[^}]*\}:/, head);
  expect(mendedBy(text, 'undefined-variable', 'Take `lib` as an argument')).toBe(after);
});

it.each([
  '{ pkgs }: { services.github-runners.a = lib.mkIf true { }; }',
  '{ pkgs, ... }: lib.mkIf true { }',
  '{ ... }: { services.github-runners.a = frob.mkIf true { }; }',
])('does not make one up: %s', (text) => {
  const found = analyse(text).findings.filter((f) => f.rule === 'undefined-variable');
  expect(found.map((f) => f.fixes)).toEqual([undefined]);
});

it('takes a package for its name', () => {
  const body = (packages: string): string =>
    `services.github-runners.a = { ${settings} extraPackages = ${packages}; };`;
  expect(mendedBy(`{ ${body('[ "jq" ]')} }`, 'type-mismatch', 'Change to `pkgs.jq`')).toBe(
    `{ pkgs, ... }:\n{ ${body('[ pkgs.jq ]')} }`,
  );
});

it('takes a long name for no package', () => {
  const { findings } = analyse(`{ services.github-runners.a = { ${settings} name = "${'a'.repeat(70)}"; }; }`, {
    release: '23.11',
  });
  expect(findings.map((f) => [f.rule, f.fixes])).toContainEqual(['type-mismatch', undefined]);
});

it('writes no list into `inherit`', () => {
  const text = `let SystemCallFilter = "~@debug"; in { services.github-runners.a = { ${settings} serviceOverrides = { inherit SystemCallFilter; }; }; }`;
  const { findings } = analyse(text, { release: '23.11' });
  expect(findings.map((f) => [f.rule, f.fixes])).toEqual([['conflicting-definitions', undefined]]);
});

it.each(['inherit (base) replace;', 'inherit replace;'])('writes nothing into %s', (inherit) => {
  const { findings } = analyse(
    `let base = { replace = "yes"; }; replace = "yes"; in { services.github-runners.a = { ${settings} ${inherit} }; }`,
  );
  expect(findings.map((f) => [f.rule, f.fixes])).toEqual([['type-mismatch', undefined]]);
});

it.each(['replace = n;', 'extraLabels = labels;', 'extraEnvironment.B = n;', 'name = set.n;'])(
  'does not quote the name of a value: %s',
  (setting) => {
    const { findings } = analyse(
      `let n = 5; set = { inherit n; }; labels = [ 7 ]; in { services.github-runners.a = { ${settings} ${setting} }; }`,
    );
    expect(findings.map((f) => [f.rule, f.fixes])).toEqual([['type-mismatch', undefined]]);
  },
);

it('makes `lib` an argument of the module where a fix needs it', () => {
  const body = (value: string): string =>
    `services.github-runners.a = { ${settings} serviceOverrides.Restart = ${value}; };`;
  const forced = (text: string): string => mendedBy(text, 'conflicting-definitions', 'Wrap in `lib.mkForce`');
  const [before, after] = [body('"always"'), body('lib.mkForce "always"')];
  expect(forced(`{ ${before} }`)).toBe(`{ lib, ... }:\n{ ${after} }`);
  expect(forced(`{ ... }:\n{ ${before} }`)).toBe(`{ lib, ... }:\n{ ${after} }`);
  expect(forced(`{ pkgs, ... }:\nlet x = 1; in { ${before} }`)).toBe(`{ lib, pkgs, ... }:\nlet x = 1; in { ${after} }`);
  expect(forced(`args: { ${before} }`)).toBe(`args: { ${body('args.lib.mkForce "always"')} }`);
});

describe('a leaked token', () => {
  const runner = (token: string): string =>
    `services.github-runners.a = { enable = true; url = "https://github.com/a"; tokenFile = ${token}; };`;

  it('is read from a path that is written as a string', () => {
    const text = `{ ${runner('/var/lib/token')} }`;
    expect(mendedBy(text, 'token-in-store', 'Write the path as a string')).toBe(`{ ${runner('"/var/lib/token"')} }`);
  });

  it('is kept with sops-nix', () => {
    const text = `{ pkgs, ... }:\n{\n  imports = [ ];\n  ${runner('pkgs.writeText "t" "x"')}\n}\n`;
    expect(mendedBy(text, 'token-in-store', 'Keep the token with sops-nix')).toBe(
      `{ config, pkgs, ... }:\n{\n  imports = [ ];\n  sops.secrets.github-runner-token = { };\n  ${runner('config.sops.secrets.github-runner-token.path')}\n}\n`,
    );
  });

  it('is kept with agenix, also where the module has a `config` of its own', () => {
    const text = `{ config, lib, ... }:\n{\n  options.x = lib.mkOption { };\n  config = {\n    ${runner('/var/lib/token')}\n  };\n}\n`;
    expect(mendedBy(text, 'token-in-store', 'Keep the token with agenix')).toBe(
      `{ config, lib, ... }:\n{\n  options.x = lib.mkOption { };\n  config.age.secrets.github-runner-token.file = ./github-runner-token.age;\n  config = {\n    ${runner('config.age.secrets.github-runner-token.path')}\n  };\n}\n`,
    );
  });
});

it('removes a variable that breaks the service, and comments that silence nothing', () => {
  const variable = `{ services.github-runners.a = { ${settings} extraEnvironment.RUNNER_ROOT = "/x"; }; }`;
  expect(mendedBy(variable, 'environment-shadows', 'Remove the variable')).toBe(
    variable.replace(' extraEnvironment.RUNNER_ROOT = "/x";', ''),
  );
  const comment = `{\n  # nixos-github-runner: ignore runner-url\n  services.github-runners.a = { ${settings} };\n}\n`;
  expect(mendedBy(comment, 'unused-suppression', 'Remove the comment')).toBe(
    `{\n  services.github-runners.a = { ${settings} };\n}\n`,
  );
});

it('changes the mode where it is written', () => {
  const text =
    '{\n  environment.etc.t.mode = "0644";\n  environment.etc.t.source = "/x";\n  services.github-runners.web = { enable = true; url = "https://github.com/a"; tokenFile = "/etc/t"; };\n}\n';
  const { findings } = analyse(text);
  const fix = findings.find((f) => f.rule === 'token-world-readable')?.fixes?.[0];
  if (fix === undefined) throw new Error('There is no fix');
  const mended = apply(text, fix);
  expect(mended).toBe(text.replace('"0644"', '"0400"'));
  expect(analyse(mended).findings.map((f) => f.rule)).not.toContain('token-world-readable');
});

it('corrects names of users and of rules in comments', () => {
  const text =
    '{\n  # nixos-github-runner: ignore runer-url\n  services.github-runners.web = { enable = true; url = "http://github.com/a"; tokenFile = "/t"; user = "bulder"; };\n  users.users.builder = { };\n}\n';
  const files = (source: string): Record<string, string> => ({ '/etc/nixos/configuration.nix': source });
  const { findings } = analyse(files(text));
  const fixOf = (rule: string): Fix => findings.find((f) => f.rule === rule)?.fixes?.[0] ?? { title: '', edits: [] };
  expect(apply(text, fixOf('unknown-user'))).toBe(text.replace('bulder', 'builder'));
  const mended = apply(text, fixOf('unused-suppression'));
  expect(mended).toBe(text.replace('runer-url', 'runner-url'));
  const rules = analyse(files(mended)).findings.map((f) => f.rule);
  expect(rules).not.toContain('unused-suppression');
  expect(rules).not.toContain('runner-url');
});

it('offers no fix for what is not written out', () => {
  const text = runner('    url = "https://github.com/${"a"}/b.git";', '25.11');
  const { findings } = analyse(text, { release: '25.11' });
  expect(findings.map((f) => f.rule)).toEqual(['runner-url']);
  expect(findings[0]?.fixes).toBeUndefined();
});

it('never repeats credentials of an address', () => {
  for (const release of ['22.11', '25.11'] as const) {
    const { findings } = analyse(runner('    url = "https://me:my-password@github.com/a/b.git";', release), {
      release,
    });
    const found = findings.filter((f) => f.rule === 'runner-url');
    expect(found).toHaveLength(1);
    expect(JSON.stringify(found.map((f) => [f.message, f.fixes, f.related]))).not.toContain('my-password');
  }
});
