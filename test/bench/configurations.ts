// Configurations of a given length, as people write them: a runner among other services.

/** A configuration of about `lines` lines that defines one runner. */
export function configuration(lines: number): string {
  const out = [
    '{ config, lib, pkgs, ... }:',
    '{',
    '  services.github-runners.web = {',
    '    enable = true;',
    '    url = "https://github.com/example";',
    '    tokenFile = "/run/t";',
    '    extraLabels = [ "a" ];',
    '  };',
  ];
  for (let i = 0; out.length < lines - 1; i++)
    out.push(
      `  services.nginx.virtualHosts."host${i}.example.org" = {`,
      `    locations."/".proxyPass = "http://127.0.0.1:\${toString (8000 + ${i})}";`,
      '    forceSSL = lib.mkDefault true;',
      "    extraConfig = ''",
      `      client_max_body_size ${i}m;`,
      "    '';",
      `    serverAliases = [ "a${i}" ] ++ lib.optionals (config.networking.hostName == "x") [ "c" ];`,
      '  };',
    );
  out.push('}');
  return out.join('\n');
}
