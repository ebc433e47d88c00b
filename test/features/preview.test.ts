import { expect, test } from 'vitest';
import { hostId, hostLabel, preview, runnersOfFile } from '../../server/src/features';
import type { Release } from '../../server/src/nixos';
import { fixture, type Fixture } from './support';

function previewOf(text: string, option?: string, release: Release = '25.05'): ReturnType<typeof preview> {
  return show(fixture(text, release), option);
}

function show({ file, analysis }: Fixture, option?: string): ReturnType<typeof preview> {
  return preview(file, { option }, (path) => analysis.programs.get(path));
}

const web = 'web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; };';
const api = 'api = { enable = true; url = "https://github.com/a/c"; tokenFile = "/t"; };';

test('the first runner where none is named, else the named one', () => {
  const text = `{ services.github-runners = { ${web} ${api} }; }`;
  expect(previewOf(text)?.documents[0]?.name).toBe('github-runner-web.service');
  expect(previewOf(text, 'services.github-runners.api')?.documents[0]?.name).toBe('github-runner-api.service');
  expect(previewOf(text, 'services.github-runners.none')).toBeUndefined();
});

test('unit, scripts in the order they run, registration', () => {
  const shown = previewOf(`{ services.github-runners = { ${web} }; }`);
  expect(shown?.documents.map(({ name, languageId }) => `${languageId} ${name}`)).toEqual([
    'ini github-runner-web.service',
    'shellscript github-runner-web-unconfigure.sh',
    'shellscript github-runner-web-configure.sh',
    'shellscript github-runner-web-setup-work-dirs.sh',
    'json github-runner-web-config.json',
  ]);
  const order = [...(shown?.documents[0]?.text.matchAll(/^ExecStartPre=\+?\S*-(github-runner-web-\S+\.sh)/gm) ?? [])];
  expect(order.map((match) => match[1])).toEqual(shown?.documents.slice(1, 4).map(({ name }) => name));
  expect(shown?.notes).toEqual([]);
});

test('a runner that is not enabled says so in place of its unit', () => {
  const shown = previewOf(`{ services.github-runners = { ${web.replace('true', 'false')} }; }`);
  expect(shown?.documents).toMatchObject([
    {
      name: 'github-runner-web.service',
      languageId: 'ini',
      text: '# NixOS makes no service for this runner: `services.github-runners.web.enable` is not true.\n',
    },
  ]);
});

test('notes name failed assertions, errors, and what cannot be known', () => {
  const text = `{ inputs, ... }: { services.github-runners = { ${web.replace(
    'url = "https://github.com/a/b"',
    'url = inputs.address; noDefaultLabels = true; workDir = throw "no place"',
  )} }; }`;
  const notes = previewOf(text)?.notes ?? [];
  expect(notes).toContainEqual(expect.stringContaining('`services.github-runners.web.workDir` has no value: no place'));
  expect(notes).toContainEqual(expect.stringMatching(/^Assertion of NixOS: .*`extraLabels` option is mandatory/));
  expect(notes).toContainEqual(
    '`‹inputs.address›` in `services.github-runners.web.url` is not known: the module argument `inputs` is not known here. The host passes it, with `specialArgs` or `_module.args`: it is known where that stands in a file at hand.',
  );
});

test('a required option that nothing sets is noted in one sentence', () => {
  const notes = previewOf('{ services.github-runners.web = { enable = true; tokenFile = "/t"; }; }')?.notes ?? [];
  expect(notes).toEqual(['`services.github-runners.web.url` is required, and nothing in the files at hand sets it.']);
});

test.each([
  ['/etc/nixos/configuration.nix', 'nixos/configuration.nix'],
  ['/untitled:/Untitled-1', 'Untitled-1'],
  ['/vscode-vfs:/github/acme/site/runner.nix', 'site/runner.nix'],
])('the host of %s without a name is called %s', (entry, label) => {
  const shown = previewOf(`{ services.github-runners = { ${web} }; }`);
  expect(shown && hostLabel({ ...shown.runner.host, entry })).toBe(label);
});

test('a release whose texts were not compared with real Nix says so', () => {
  const notes = previewOf(`{ services.github-runners = { ${web} }; }`, undefined, '26.05')?.notes;
  expect(notes).toEqual(['The texts for NixOS 26.05 follow its module, but were not compared with real Nix.']);
});

test('a file with a syntax error has none', () => {
  expect(previewOf(`{ services.github-runners = { ${web} }; x = ; }`)).toBeUndefined();
});

test('syntax errors of another file of the host are noted', () => {
  const text = `{ imports = [ ./other.nix ]; services.github-runners = { ${web} }; }`;
  const shown = show(fixture(text, '25.05', { 'other.nix': '{ networking.hostName = ; }' }));
  expect(shown?.notes).toEqual(['`/host/other.nix` has syntax errors: what it defines may be missing here.']);
});

test('of several hosts, the chosen one where the runner is part of it', () => {
  const others = {
    'a/configuration.nix': '{ imports = [ ../host.nix ]; networking.hostName = "alpha"; }',
    'b/configuration.nix': '{ imports = [ ../host.nix ]; networking.hostName = "beta"; }',
  };
  const text = `{ config, ... }: { services.github-runners = { ${web.replace('a/b', '${config.networking.hostName}/b')} }; }`;
  const { file, analysis } = fixture(text, '25.05', others);
  const shownIn = (host?: string): unknown => {
    const shown = preview(file, { host }, (path) => analysis.programs.get(path));
    const json = shown?.documents.at(-1)?.text ?? '{}';
    return [shown && hostLabel(shown.runner.host), (JSON.parse(json) as { url: string }).url];
  };
  expect(shownIn()).toEqual(['alpha', 'https://github.com/alpha/b']);
  expect(shownIn('/host/b/configuration.nix')).toEqual(['beta', 'https://github.com/beta/b']);
  expect(shownIn('/elsewhere/configuration.nix')).toEqual(['alpha', 'https://github.com/alpha/b']);
  expect(runnersOfFile(file)[0]?.hosts.map(hostId)).toEqual(['/host/a/configuration.nix', '/host/b/configuration.nix']);
});

test('a unit says which of its lines only some versions of systemd read', () => {
  const overrides = 'serviceOverrides = { PrivatePIDs = true; Foo = "a\\nb"; };';
  const unit = previewOf(`{ services.github-runners = { ${web.replace('};', `${overrides} };`)} }; }`)?.documents[0];
  const lines = unit?.text.split('\n') ?? [];
  const found = unit?.versions?.find(({ line }) => lines[line]?.startsWith('PrivatePIDs='));
  expect(found).toEqual({ line: lines.indexOf('PrivatePIDs=true'), since: 257 });
});

test('commands of people run where NixOS puts them: those of the service itself before the lists of others', () => {
  const more = `systemd.services.github-runner-web = {
    preStart = "a"; postStart = "b";
    serviceConfig = { ExecStartPre = [ "/own" ]; ExecStartPost = [ "/own" ]; };
  };`;
  const unit = previewOf(`{ services.github-runners = { ${web} }; ${more} }`)?.documents[0]?.text ?? '';
  expect(unit).toMatch(
    /^ExecStartPre=\S*-pre-start\nExecStartPre=\+\S*-unconfigure\.sh .*\nExecStartPre=\S*-configure\.sh .*\nExecStartPre=\S*-setup-work-dirs\.sh .*\nExecStartPre=\/own$/m,
  );
  expect(unit).toMatch(/^ExecStartPost=\S*-post-start\nExecStartPost=\/own$/m);
});

test('commands of people are told from the scripts of the module', () => {
  const pre = 'systemd.services.github-runner-web.preStart = "true";';
  const shown = previewOf(`{ services.github-runners = { ${web} }; ${pre} }`);
  expect(shown?.documents.filter(({ written }) => written).map(({ name }) => name)).toEqual([
    'github-runner-web-pre-start',
  ]);
});

test('a path stands in a setting as `toString` gives it, in a variable as a copy in the store', () => {
  const more =
    'extraEnvironment.A = ./env; serviceOverrides = { EnvironmentFile = ./env; ReadOnlyPaths = [ ./env "/x" ]; };';
  const text = `{ services.github-runners = { ${web.replace('};', `${more} };`)} }; }`;
  const unit = show(fixture(text, '25.05', { env: 'A=1' }))?.documents[0]?.text.split('\n') ?? [];
  expect(unit.filter((line) => /^(Env.*[A=].*env"?$|ReadOnly)/.test(line))).toEqual([
    expect.stringMatching(/^Environment="A=\/nix\/store\/[0-9a-z]{32}-env"$/),
    'EnvironmentFile=/host/env',
    'ReadOnlyPaths=/host/env',
    'ReadOnlyPaths=/x',
  ]);
});

test.each([
  ['2.5e-7', ['0.000000']],
  ['1.0e22', ['10000000000000000000000.000000']],
  ['[ 1 true false null 1.5 ]', ['1', 'true', 'false', '', '1.500000']],
  // Within a list all is as in any text.
  ['[ [ 1 true null false 1.5 [ 2 [ ] "x" ] ] [ ] ]', ['1 1   1.500000 2 x', '']],
  ['[ [ ./env "y" ] ]', ['/host/env y']],
  ['[ ]', []],
])('a setting of %s', (value, texts) => {
  const text = `{ services.github-runners = { ${web.replace('};', `serviceOverrides.X-A = ${value}; };`)} }; }`;
  const shown = fixture(text, '25.05', { env: 'A=1' });
  expect(shown.file.findings).toEqual([]);
  const unit = show(shown)?.documents[0]?.text.split('\n') ?? [];
  expect(unit.filter((line) => line.startsWith('X-A='))).toEqual(texts.map((t) => `X-A=${t}`));
});

test.each([
  [
    'enable = false',
    'NixOS masks `github-runner-web.service`, so that nothing starts it: `systemd.services.github-runner-web.enable` is false.',
  ],
  [
    'overrideStrategy = "asDropin"',
    'NixOS writes this as `github-runner-web.service.d/overrides.conf`: it only adds to a unit of that name.',
  ],
  ['aliases = [ "ci.service" "b.service" ]', '`github-runner-web.service` is also called `ci.service`, `b.service`.'],
  ['requiredBy = [ "a.target" ]', '`github-runner-web.service` is started with `a.target`, which fails without it.'],
  [
    'upheldBy = [ "a.target" ]',
    '`github-runner-web.service` is started again whenever it stops while `a.target` is active.',
  ],
  ['startAt = "daily"', '`github-runner-web.timer` starts it: `daily`.'],
  ['startAt = [ "*:00" "*:30" ]', '`github-runner-web.timer` starts it: `*:00`, `*:30`.'],
])('what does not show in the unit is noted: %s', (setting, note) => {
  const text = `{ services.github-runners = { ${web} }; systemd.services.github-runner-web.${setting}; }`;
  expect(previewOf(text)?.notes).toEqual([note]);
});
