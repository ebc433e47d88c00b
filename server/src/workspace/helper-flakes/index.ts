// Flakes that configurations build their hosts with, as far as hosts depend on them, one file each. A text is a Nix
// function of `{ lib, inputs, self, flake }` (nixpkgs' library, the inputs and the outputs of the flake that uses it,
// and its own result) to its outputs; what it leaves out is unknown. Sources are given with each.
import { BLUEPRINT } from './blueprint';
import { CLAN_CORE } from './clan-core';
import { DEN } from './den';
import { COLMENA } from './colmena';
import { DEPLOY_RS } from './deploy-rs';
import { DIGGA } from './digga';
import { EASY_HOSTS } from './easy-hosts';
import { EZ_CONFIGS } from './ez-configs';
import { FLAKE_ASPECTS } from './flake-aspects';
import { FLAKE_UTILS } from './flake-utils';
import { FLAKE_UTILS_PLUS } from './flake-utils-plus';
import { FLAKELIGHT } from './flakelight';
import { HAUMEA } from './haumea';
import { IMPORT_TREE } from './import-tree';
import { NIX_DARWIN } from './nix-darwin';
import { NIXOS_GENERATORS } from './nixos-generators';
import { NIXOS_RASPBERRYPI } from './nixos-raspberrypi';
import { NIXOS_UNIFIED } from './nixos-unified';
import { NIXPKGS_PATCHER } from './nixpkgs-patcher';
import { SNOWFALL } from './snowfall-lib';

/** A flake known by what its reference mentions, or by the name that people give the input. */
export interface HelperFlake {
  readonly name: string;
  readonly reference: RegExp;
  readonly text: string;
}

export const HELPER_FLAKES: readonly HelperFlake[] = [
  { name: 'flake-utils', reference: /numtide\/flake-utils|^flake-utils$/, text: FLAKE_UTILS },
  { name: 'flake-utils-plus', reference: /gytis-ivaskevicius\/flake-utils-plus/, text: FLAKE_UTILS_PLUS },
  { name: 'import-tree', reference: /(vic|denful)\/import-tree/, text: IMPORT_TREE },
  { name: 'haumea', reference: /nix-community\/haumea/, text: HAUMEA },
  { name: 'blueprint', reference: /numtide\/blueprint/, text: BLUEPRINT },
  { name: 'snowfall-lib', reference: /snowfallorg\/lib/, text: SNOWFALL },
  { name: 'easy-hosts', reference: /(tgirlcloud|isabelroses)\/easy-hosts/, text: EASY_HOSTS },
  { name: 'colmena', reference: /\/colmena\b/, text: COLMENA },
  { name: 'deploy-rs', reference: /\/deploy-rs\b/, text: DEPLOY_RS },
  { name: 'flakelight', reference: /(nix-community|accelbread)\/flakelight\b/, text: FLAKELIGHT },
  { name: 'nixos-raspberrypi', reference: /nvmd\/nixos-raspberrypi\b/, text: NIXOS_RASPBERRYPI },
  { name: 'nixpkgs-patcher', reference: /gepbird\/nixpkgs-patcher\b/, text: NIXPKGS_PATCHER },
  { name: 'nix-darwin', reference: /\/nix-darwin\b/i, text: NIX_DARWIN },
  { name: 'nixos-generators', reference: /nix-community\/nixos-generators/, text: NIXOS_GENERATORS },
  { name: 'clan-core', reference: /clan\.lol\/clan\/clan-core|clan-lol\/clan-core/, text: CLAN_CORE },
  { name: 'den', reference: /(vic|denful)\/den\b/, text: DEN },
  { name: 'flake-aspects', reference: /(vic|denful)\/flake-aspects/, text: FLAKE_ASPECTS },
  { name: 'ez-configs', reference: /ehllie\/ez-configs/, text: EZ_CONFIGS },
  { name: 'nixos-unified', reference: /srid\/nixos-(unified|flake)/, text: NIXOS_UNIFIED },
  { name: 'digga', reference: /divnix\/digga/, text: DIGGA },
];
