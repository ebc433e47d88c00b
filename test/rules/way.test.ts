// The way of a token from where it is made to `tokenFile`, as related places tell it.
import { expect, it } from 'vitest';
import { analyse } from '../support/analyse';

/** Related places of the finding about the token: `message: text`. */
function wayIn(sources: Record<string, string>): string[] {
  const files = Object.fromEntries(
    Object.entries(sources).map(([name, text]) => [`/etc/nixos/${name}`, text] as const),
  );
  const found = analyse(files, { roots: ['/etc/nixos'] }).findings.filter((f) => f.rule === 'token-in-store');
  expect(found).toHaveLength(1);
  return (found[0]?.related ?? []).map(({ at, message }) => `${message} ${at.source.text.slice(at.start, at.end)}`);
}

const runner = (tokenFile: string): string =>
  `services.github-runners.a = { enable = true; url = "https://github.com/x"; tokenFile = ${tokenFile}; };`;

it('passes through let, interpolation and inherit', () => {
  expect(
    wayIn({
      'a.nix': `let secrets = { file = ./token; }; inherit (secrets) file; text = "\${file}"; in { ${runner('text')} }`,
      token: 'x',
    }),
  ).toEqual([
    'The path comes from here. ./token',
    'It passes through `file` here. file',
    'It passes through `secrets` here. secrets',
    'It passes through `file` here. file',
    'It is interpolated into a string here. "${file}"',
    'It passes through `text` here. text',
  ]);
});

it('passes through a function', () => {
  expect(
    wayIn({
      'a.nix': `let
        mk = url: tokenFile: { enable = true; inherit url tokenFile; };
      in { services.github-runners.a = mk "https://github.com/x" /var/token; }`,
    }),
  ).toEqual(['The path comes from here. /var/token', 'It is given to a function here. /var/token']);
});

it('passes through an option and another file', () => {
  expect(
    wayIn({
      'a.nix': `{ config, ... }: { imports = [ ./b.nix ]; ${runner('config.my.secrets.token')} }`,
      'b.nix': '{ pkgs, ... }: { my.secrets = { token = pkgs.writeText "t" "x"; }; }',
    }),
  ).toEqual(['The path comes from here. pkgs.writeText "t" "x"', 'It is set as `my.secrets.token` here. token']);
});

it('passes through an imported set and `with`', () => {
  expect(
    wayIn({
      'a.nix': `let all = import ./b.nix; in with all; { ${runner('token')} }`,
      'b.nix': '{ token = /var/token; }',
    }),
  ).toEqual([
    'The path comes from here. /var/token',
    'It passes through `token` here. token',
    'It passes through `all` here. all',
  ]);
});

it('leads to the place where the file is written', () => {
  expect(
    wayIn({
      'a.nix': `{ ${runner('"/run/t"')} system.activationScripts.t = "install -m 600 \${./token} /run/t"; }`,
      token: 'x',
    }),
  ).toEqual(['The file is written here. "install -m 600 ${./token} /run/t"']);
});
