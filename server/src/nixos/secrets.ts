/** A value that a secrets module gives an option of a secret when nobody sets it. */
export type SecretDefault =
  | { readonly kind: 'value'; readonly value: string | boolean }
  /** The attribute in the set of secrets. */
  | { readonly kind: 'attributeName' }
  /** A directory, a slash and the secret's own `name`. */
  | { readonly kind: 'below'; readonly directory: string }
  /** The primary group of `config.users.users.<owner>`. */
  | { readonly kind: 'ownersGroup' };

/** One option of a secret. */
interface SecretOption {
  readonly name: string;
  readonly default: SecretDefault;
}

/** A NixOS module that puts decrypted secrets into files on the running system. */
export interface SecretsModule {
  /** The project's name. */
  readonly name: string;
  /** Where secrets are declared, below `config`; each secret is an attribute there. */
  readonly path: readonly string[];
  /** The options that other modules read, with their defaults. The rest only matters to the module itself. */
  readonly options: readonly SecretOption[];
}

/**
 * The modules whose secrets runners read in practice. Sources: Mic92/sops-nix modules/sops/default.nix and
 * modules/sops/templates/default.nix, ryantm/agenix modules/age.nix.
 */
export const SECRETS_MODULES: readonly SecretsModule[] = [
  {
    name: 'sops-nix',
    path: ['sops', 'secrets'],
    options: [
      { name: 'name', default: { kind: 'attributeName' } },
      { name: 'path', default: { kind: 'below', directory: '/run/secrets' } },
      { name: 'mode', default: { kind: 'value', value: '0400' } },
      { name: 'neededForUsers', default: { kind: 'value', value: false } },
    ],
  },
  {
    name: 'sops-nix',
    path: ['sops', 'templates'],
    options: [
      { name: 'name', default: { kind: 'attributeName' } },
      { name: 'path', default: { kind: 'below', directory: '/run/secrets/rendered' } },
      { name: 'mode', default: { kind: 'value', value: '0400' } },
    ],
  },
  {
    name: 'agenix',
    path: ['age', 'secrets'],
    options: [
      { name: 'name', default: { kind: 'attributeName' } },
      { name: 'path', default: { kind: 'below', directory: '/run/agenix' } },
      { name: 'mode', default: { kind: 'value', value: '0400' } },
      { name: 'owner', default: { kind: 'value', value: '0' } },
      { name: 'group', default: { kind: 'ownersGroup' } },
      { name: 'symlink', default: { kind: 'value', value: true } },
    ],
  },
];

/** What decides on the path of a secret. */
export interface SecretPlace {
  /** The option `name`; the attribute where nobody sets it. */
  readonly name: string;
  /** sops-nix alone: the secret is decrypted before users are made. */
  readonly neededForUsers?: boolean;
  /** agenix alone: `age.secretsDir`, where it is set. */
  readonly secretsDirectory?: string;
}

/** Where a secret lies on the running system when its `path` is not set; undefined for an unknown module. */
export function secretPath(module: SecretsModule, place: SecretPlace): string | undefined {
  const path = module.options.find((option) => option.name === 'path')?.default;
  if (path?.kind !== 'below') return undefined;
  if (place.neededForUsers === true) return `/run/secrets-for-users/${place.name}`;
  return `${place.secretsDirectory ?? path.directory}/${place.name}`;
}
