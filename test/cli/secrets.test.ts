// Tokens in sources show in no output.
import { describe, expect, it } from 'vitest';
import { checksumOf } from '../../server/src/rules/token-checksum';
import { cli, project } from './support';

// Put together here, so that nothing that looks like a token is kept in the repository.
const BODY = 'Zr4mQ7vLx0NcT2bK9sYwE1hJ6uGpDf';
const TOKENS = [
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind) => `${kind}_${BODY}${checksumOf(BODY)}`),
  `github_pat_${'11ABCDEFG0hIjKlMnOpQrS'}_${`${BODY}${BODY}`.slice(0, 59)}`,
  'AJ4TQ7WZK2M9XB3HRYL6VC5NDPE8F',
];

/** A configuration that puts a token everywhere, with a fault beside it so that messages quote what is there. */
const leaking = (token: string): string => `{ lib, pkgs, config, ... }:
{
  # ${token}
  services.github-runners.a = {
    enable = "${token}";
    url = "https://x:${token}@github.com/x";
    tokenFile = "\${pkgs.writeText "t" "${token}"}";
    extraLabels = [ "${token}" 1 ];
    extraEnvironment.TOKEN = "${token}";
    serviceOverrides = { Environment = [ "T=${token}" ]; KillSignal = "${token}"; };
    workDir = config.my.f "${token}";
  };
  services.github-runners.b = {
    enable = true;
    url = "https://x:${token}@github.com/x";
    tokenFile = "/run/t";
    extraLabels = [ "${token}" (config.my.f "${token}") ];
    extraEnvironment.TOKEN = "${token}";
    serviceOverrides.Environment = [ "T=${token}" ];
  };
  assertions = [ { assertion = false; message = "${token}"; } ];
}
`;

describe.each(TOKENS.map((token) => [token.slice(0, 6), token] as const))('%s…', (_, token) => {
  const secret = token.slice(-20);

  it.each([
    ['check', 'a.nix', '--format', 'text'],
    ['check', 'a.nix', '--format', 'json'],
    ['check', 'a.nix', '--format', 'sarif'],
    ['check', 'a.nix', '--format', 'github'],
    ['preview', 'a.nix'],
    ['preview', 'a.nix', '--json'],
  ])('%s %s %s %s', async (...args) => {
    const cwd = project({ 'a.nix': leaking(token) });
    const { out, err, status } = await cli([...args.filter(Boolean), '--release', '25.05'], { cwd });
    expect(status).toBe(1);
    expect(out).not.toContain(secret);
    expect(err).not.toContain(secret);
    expect(out + err).toContain('…redacted');
  });
});
