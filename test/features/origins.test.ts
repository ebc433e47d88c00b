// Where each line of the generated texts comes from: the source, a line of a text, and what is said about it.
import { expect, test } from 'vitest';
import { lineAndColumn } from '../../server/src/evaluator/position';
import { preview, type GeneratedDocument, type TextGap } from '../../server/src/features';
import type { Release } from '../../server/src/nixos';
import { fixture } from './support';

interface Where {
  /** The end of the document's name. */
  readonly document?: string;
  readonly release?: Release;
  readonly others?: Readonly<Record<string, string>>;
}

/** Who put the line that holds `line` there, and what the places say. */
function originOf(text: string, line: string, options: Where = {}): { markdown: string; places: string[] } {
  const { document, at } = find(text, line, options);
  const origin = document.origins.find(({ span }) => span.start <= at && at <= span.end);
  return {
    markdown: origin?.markdown ?? '',
    places: (origin?.places ?? []).map(
      (p) => `${p.source.path.split('/').at(-1) ?? ''}:${lineAndColumn(p).line} ${p.source.text.slice(p.start, p.end)}`,
    ),
  };
}

function find(
  text: string,
  line: string,
  { document = '.service', release = '25.05', others = {} }: Where = {},
): { document: GeneratedDocument; at: number } {
  const { file, analysis } = fixture(text, release, others);
  const shown = preview(file, {}, (path) => analysis.programs.get(path));
  const found = shown?.documents.find(({ name }) => name.endsWith(document));
  const at = found?.text.indexOf(line) ?? -1;
  if (found === undefined || at < 0) throw new Error(`No line holds ${line}`);
  return { document: found, at };
}

function gapsOf({ text, gaps }: GeneratedDocument, wanted: TextGap['kind']): string[] {
  return gaps.filter(({ kind }) => kind === wanted).map(({ span }) => text.slice(span.start, span.end));
}

const runner = (more: string): string => `{ lib, pkgs, config, ... }: {
  services.github-runners.web = {
    enable = true;
    url = "https://github.com/a/b";
    tokenFile = "/run/token";
    ${more}
  };
}`;

test('a definition of your own names its option, place and priority, and what it takes the place of', () => {
  expect(originOf(runner('serviceOverrides.ProtectHome = lib.mkForce false;'), 'ProtectHome=')).toEqual({
    markdown: [
      '**`services.github-runners.web.serviceOverrides.ProtectHome`**',
      'Set in [`host.nix:6`](place:/host/host.nix#L6) by `lib.mkForce`, priority 50.',
      'Takes the place of `true`, which the runner module of NixOS 25.05 defines with priority 1000.',
    ].join('\n\n'),
    places: ['host.nix:6 ProtectHome'],
  });
});

test('a default of the module says how to replace it', () => {
  expect(originOf(runner(''), 'ProtectHome=')).toEqual({
    markdown: [
      '**`systemd.services.github-runner-web.serviceConfig.ProtectHome`**',
      'Set by the runner module of NixOS 25.05 by `lib.mkDefault`, priority 1000: a definition of your own takes its place.',
    ].join('\n\n'),
    places: [],
  });
  expect(originOf(runner(''), 'KillSignal=').markdown).toContain('priority 100: only `lib.mkForce` takes its place.');
});

test('each line of a list knows its own definition, to the element', () => {
  const text = runner('serviceOverrides.SystemCallFilter = [ "~@debug" "@mount" ];');
  expect(originOf(text, 'SystemCallFilter=@mount').places).toEqual(['host.nix:6 "@mount"']);
  const own = originOf(text, 'SystemCallFilter=~@clock');
  expect(own.places).toEqual([]);
  expect(own.markdown).toContain('Set by the runner module of NixOS 25.05. Lists of your own are added');
});

test('a line that the module makes from an option leads to it, or names its default', () => {
  const set = originOf(runner('ephemeral = true;'), 'Restart=');
  expect(set.places).toEqual(['host.nix:6 ephemeral']);
  expect(set.markdown).toContain(
    '**`services.github-runners.web.ephemeral`**: Set in [`host.nix:6`](place:/host/host.nix#L6)',
  );
  const unset = originOf(runner(''), 'Restart=');
  expect(unset.places).toEqual([]);
  expect(unset.markdown).toContain('ephemeral`**: the default `false` of the runner module in NixOS 25.05.');
});

test('packages of PATH lead to `extraPackages` and to the `path` of the service', () => {
  expect(originOf(runner('extraPackages = [ pkgs.jq ];'), 'PATH=').places).toEqual(['host.nix:6 extraPackages']);
  const service = '}; systemd.services.github-runner-web = { path = [ pkgs.jq ];';
  expect(originOf(runner(service), 'PATH=').places).toEqual(['host.nix:6 path']);
});

test('a setting of [Unit] leads to the attribute of the service that makes it', () => {
  const origin = originOf(runner('}; systemd.services.github-runner-web = { after = [ "x.service" ];'), 'After=');
  expect(origin.places).toEqual(['host.nix:6 after']);
  expect(origin.markdown).toContain('Added to what the runner module of NixOS 25.05 defines.');
  expect(originOf(runner(''), 'WantedBy=').markdown).toContain('Set by the runner module of NixOS 25.05.');
});

test('a definition in another file, that counts under a condition', () => {
  const other = `{ lib, config, ... }: {
    services.github-runners.web.extraEnvironment.MODE = lib.mkIf config.services.nginx.enable "fast";
  }`;
  const origin = originOf(`{ imports = [ ./other.nix ]; ${runner('').slice(runner('').indexOf('services'))}`, 'MODE=', {
    others: { 'other.nix': other },
  });
  expect(origin.places).toEqual(['other.nix:2 MODE']);
  expect(origin.markdown).toContain('Counts only where `‹config.services.nginx.enable›` holds.');
});

test('what NixOS gives every service says so', () => {
  expect(originOf(runner(''), 'TZDIR=').markdown).toBe('NixOS 25.05 gives this to every service.');
});

test('arguments in scripts lead to their options, set or not', () => {
  const document = '-configure.sh';
  expect(originOf(runner(''), '--url', { document }).places).toEqual(['host.nix:4 url']);
  expect(originOf(runner('replace = true;'), '--replace', { document }).places).toEqual(['host.nix:6 replace']);
  expect(originOf(runner(''), 'mkdir', { document }).markdown).toBe(
    'The runner module of NixOS 25.05 writes this the same for every runner.',
  );
  expect(originOf(runner(''), '/run/token', { document: 'unconfigure.sh' }).places).toEqual(['host.nix:5 tokenFile']);
});

test('commands of your own in `preStart` lead there, as does the line that runs them', () => {
  const text = runner('}; systemd.services.github-runner-web = { preStart = "echo hello";');
  expect(originOf(text, 'echo hello', { document: 'pre-start' }).places).toEqual(['host.nix:6 echo hello']);
  expect(originOf(text, '/bin/github-runner-web-pre-start').places).toEqual(['host.nix:6 preStart']);
});

test('attributes of the registration lead to their options', () => {
  const document = 'config.json';
  expect(originOf(runner('extraLabels = [ "a" ];'), '["a"]', { document }).places).toEqual(['host.nix:6 extraLabels']);
  expect(originOf(runner(''), '"runnerGroup"', { document }).markdown).toBe(
    '**`services.github-runners.web.runnerGroup`**: the default `null` of the runner module in NixOS 25.05.',
  );
});

test('22.11: everything has an origin too', () => {
  const text = '{ services.github-runner = { enable = true; url = "https://x.y/a"; tokenFile = "/t"; name = "n"; }; }';
  const options = { release: '22.11' as const };
  expect(originOf(text, 'ProtectHome=', options).markdown).toContain('Set by the runner module of NixOS 22.11');
  expect(originOf(text, '--name', { ...options, document: '-configure.sh' }).places).toEqual(['host.nix:1 name']);
});

test('a runner without a service leads to what switches it off', () => {
  const text = runner('').replace('enable = true', 'enable = false');
  expect(originOf(text, '# NixOS makes no service')).toEqual({
    markdown:
      '**`services.github-runners.web.enable`**: Set in [`host.nix:3`](place:/host/host.nix#L3) with the ordinary priority 100.',
    places: ['host.nix:3 enable'],
  });
});

test('every line of a unit that is no heading has an origin, and none overlaps another', () => {
  const { document } = find(runner('user = "ci"; workDir = "/w";'), '[Unit]');
  const lines = document.text.split('\n').filter((line) => line !== '' && !line.startsWith('['));
  expect(document.origins.map(({ span }) => document.text.slice(span.start, span.end))).toEqual(lines);
});

test('unknown values and hashes are marked in every spelling', () => {
  const text = runner('extraEnvironment.HOST = "at ${config.a."b c"}";');
  const { document } = find(text, 'HOST=');
  expect(gapsOf(document, 'value')).toEqual(['‹config.a.\\"b c\\"›']);
  expect(document.gaps.find(({ kind }) => kind === 'value')?.markdown).toMatch(
    /^`‹config\.a\."b c"›` in `services\.github-runners\.web\.extraEnvironment` is not known: /,
  );
  expect(new Set(gapsOf(document, 'hash'))).toEqual(new Set(['e'.repeat(32)]));
});
