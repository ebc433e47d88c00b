import type { Release } from './release';

/** What an option of NixOS is worth when the configuration does not set it. */
type SystemDefault =
  | { readonly kind: 'value'; readonly value: string | boolean | null }
  /** A package, by its attribute in `pkgs`. */
  | { readonly kind: 'package'; readonly attribute: string };

/** An option of NixOS with its default. */
export interface SystemOption {
  readonly path: readonly string[];
  readonly default: SystemDefault;
}

/**
 * Options that runner configurations read from the rest of the system, as far as their defaults are the same on
 * every machine. Nothing here depends on what another option is set to.
 */
export function systemDefaults(release: Release): readonly SystemOption[] {
  const value = (path: string, text: string | boolean | null): SystemOption => ({
    path: path.split('.'),
    default: { kind: 'value', value: text },
  });
  const fromPackages = (path: string, attribute: string): SystemOption => ({
    path: path.split('.'),
    default: { kind: 'package', attribute },
  });
  return [
    // The default is system.nixos.distroId, which only derivatives of NixOS change.
    value('networking.hostName', 'nixos'),
    value('networking.domain', null),
    value('networking.hostId', null),
    value('system.nixos.distroId', 'nixos'),
    value('system.nixos.release', release),
    value('time.timeZone', null),
    value('i18n.defaultLocale', 'en_US.UTF-8'),
    value('boot.isContainer', false),
    value('services.openssh.enable', false),
    value('virtualisation.docker.enable', false),
    value('virtualisation.podman.enable', false),
    value('nix.enable', true),
    fromPackages('nix.package', 'nix'),
    fromPackages('systemd.package', 'systemd'),
  ];
}

/**
 * `networking.fqdn` where it is not set: host name and domain with a dot between; undefined where NixOS throws,
 * because one of them is missing.
 */
export function defaultFqdn(hostName: string, domain: string | null): string | undefined {
  return hostName === '' || domain === null ? undefined : `${hostName}.${domain}`;
}

/** `networking.fqdnOrHostName` where `networking.fqdn` is not set. */
export function defaultFqdnOrHostName(hostName: string, domain: string | null): string | undefined {
  return domain === null ? hostName : defaultFqdn(hostName, domain);
}
