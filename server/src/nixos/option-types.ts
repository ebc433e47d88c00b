import { atLeast, type Release } from './release';

/** An option type as data; `attrs`, `strMatching` and so on are the names in `lib.types`. */
export type OptionType =
  | { readonly kind: 'bool' | 'str' | 'path' | 'package' | 'attrs' }
  | { readonly kind: 'strMatching'; readonly pattern: string }
  | { readonly kind: 'enum'; readonly values: readonly string[] }
  | { readonly kind: 'nullOr' | 'listOf' | 'nonEmptyListOf'; readonly of: OptionType };

/** How a type's description behaves when it is put into another one (`descriptionClass` in nixpkgs). */
type DescriptionClass = 'noun' | 'composite' | 'conjunction';

/**
 * The type's `description` in nixpkgs, as it stands in error messages and the manual.
 * `types.path` is called "absolute path" from 25.05 on (`types.pathWith`), "path" before.
 */
export function typeDescription(release: Release, type: OptionType): string {
  switch (type.kind) {
    case 'bool':
      return 'boolean';
    case 'str':
      return 'string';
    case 'path':
      return atLeast(release, '25.05') ? 'absolute path' : 'path';
    case 'package':
      return 'package';
    case 'attrs':
      return 'attribute set';
    case 'strMatching':
      return `string matching the pattern ${type.pattern}`;
    case 'enum': {
      const values = type.values.map((value) => JSON.stringify(value));
      return values.length === 1 ? `value ${values[0] ?? ''} (singular enum)` : `one of ${values.join(', ')}`;
    }
    case 'nullOr':
      return `null or ${phrase(release, type.of, ['noun', 'conjunction'])}`;
    case 'listOf':
      return `list of ${phrase(release, type.of, ['noun', 'composite'])}`;
    case 'nonEmptyListOf':
      return `non-empty (${typeDescription(release, { kind: 'listOf', of: type.of })})`;
    default:
      return unreachable(type);
  }
}

/** A nested type's description, in parentheses unless its class is one that reads well bare. */
function phrase(release: Release, type: OptionType, bare: readonly DescriptionClass[]): string {
  const description = typeDescription(release, type);
  return bare.includes(descriptionClass(type)) ? description : `(${description})`;
}

function descriptionClass(type: OptionType): DescriptionClass {
  switch (type.kind) {
    case 'nullOr':
      return 'conjunction';
    case 'listOf':
    case 'nonEmptyListOf':
      return 'composite';
    case 'enum':
      return type.values.length < 2 ? 'noun' : 'conjunction';
    default:
      return 'noun';
  }
}

function unreachable(type: never): never {
  throw new Error(`Unknown option type ${JSON.stringify(type)}`);
}
