// Sources full of tokens, for tests that look for them in what comes out.
import { checksumOf } from '../../server/src/rules/token-checksum';

// Put together here, so that nothing that looks like a token is kept in the repository.
const BODY = 'Zr4mQ7vLx0NcT2bK9sYwE1hJ6uGpDf';
export const TOKENS = [
  ...['ghp', 'gho', 'ghu', 'ghs', 'ghr'].map((kind) => `${kind}_${BODY}${checksumOf(BODY)}`),
  `github_pat_${'11ABCDEFG0hIjKlMnOpQrS'}_${`${BODY}${BODY}`.slice(0, 59)}`,
  'AJ4TQ7WZK2M9XB3HRYL6VC5NDPE8F',
];

/** A configuration that puts a token everywhere, with a fault beside it so that messages quote what is there. */
export const leaking = (token: string): string => `{ lib, pkgs, config, ... }:
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
