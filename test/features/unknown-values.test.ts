import { expect, test } from 'vitest';
import { unknownValues } from '../../server/src/features';
import { analyse } from '../support/analyse';
import { fixture } from './support';

const listed = (text: string, others: Readonly<Record<string, string>> = {}): string[] => {
  const { file } = fixture(text, '25.05', others);
  return unknownValues(file).map(({ expression, options, at }) => {
    const place = at === undefined ? 'nowhere' : `${at.source.text.slice(at.start, at.end)}`;
    const name = at?.source.path.split('/').at(-1);
    const where = name === undefined || name === 'host.nix' ? '' : ` in ${name}`;
    const shown = options.map((option) => option.replace('services.github-runners.web.', ''));
    return `${shown.join(', ')}: ${expression} at ${place}${where}`;
  });
};

const web = (more: string, around = ''): string =>
  `{ config, inputs, lib, pkgs, name, ... }: ${around} { services.github-runners.web = { enable = true; url = "https://github.com/a/b"; tokenFile = "/t"; ${more} }; }`;

test('a runner of which everything is known has none', () => {
  expect(listed(web(''))).toEqual([]);
});

test.each([
  [
    'a value that another module would tell',
    'extraEnvironment.CACHE = config.services.harmonia.address;',
    'extraEnvironment: config.services.harmonia.address at config.services.harmonia.address',
  ],
  ['a part of a text', 'runnerGroup = "x/${config.a.b}/c";', 'runnerGroup: config.a.b at config.a.b'],
  ['an element of a list', 'extraLabels = [ "a" config.a.b ];', 'extraLabels: config.a.b at config.a.b'],
  ['a list that is added', 'extraLabels = [ "a" ] ++ config.a.b;', 'extraLabels: config.a.b at config.a.b'],
  [
    'a list that is added to',
    'extraPackages = config.a.b ++ [ pkgs.git ] ++ lib.optional true pkgs.jq;',
    'extraPackages: config.a.b at config.a.b',
  ],
  ['what a function is given', 'workDir = lib.toLower (toString [ config.a ]);', 'workDir: config.a at config.a'],
  ['a condition', 'workDir = if config.a.on then "/a" else "/b";', 'workDir: config.a.on at config.a.on'],
  ['an argument in a text', 'workDir = "/${name}";', 'workDir: name at name'],
  [
    'a script',
    'serviceOverrides.ExecStopPost = pkgs.writeShellScript "x" "a ${inputs.x.y}";',
    'systemd.services.github-runner-web.serviceConfig.ExecStopPost: inputs.x.y at inputs.x.y',
  ],
])('%s lies at the smallest expression that is not known', (_, definition, expected) => {
  expect(listed(web(definition))).toEqual([expected]);
});

test('through a name, where the value is asked for', () => {
  expect(listed(web('workDir = cfg.port;', 'let cfg = config.services.a; in'))).toEqual([
    'workDir: config.services.a.port at cfg.port',
  ]);
});

test('in the file that holds it', () => {
  const others = { 'common.nix': 'config: { dir = "/${config.a.b}"; }' };
  expect(listed(web('workDir = (import ./common.nix config).dir;'), others)).toEqual([
    'workDir: config.a.b at config.a.b in common.nix',
  ]);
});

test('a value in several options and texts is listed once, with all options', () => {
  expect(listed(web('workDir = config.a; user = "x-${config.a}"; serviceOverrides.MemoryMax = config.a;'))).toEqual([
    'workDir, serviceOverrides, user: config.a at config.a',
  ]);
});

test.each([
  ['an argument', 'workDir = inputs.a;', /^The host passes it/],
  ['an option', 'workDir = config.a;', /^It is known where a file of the host sets it/],
  ['a package', 'workDir = pkgs.jq.version;', /^It takes building nixpkgs/],
  ['a file that may not be read', 'workDir = import /elsewhere/a.nix;', /nixosRunner\.allowedFolders/],
])('what to do about %s', (_, definition, advice) => {
  const file = analyse(web(definition), { roots: ['/etc/nixos'] });
  expect(unknownValues(file).map((value) => value.advice)).toEqual([expect.stringMatching(advice)]);
});

test('a file without runners has none', () => {
  expect(listed('{ config, ... }: { networking.hostName = config.a; }')).toEqual([]);
});
