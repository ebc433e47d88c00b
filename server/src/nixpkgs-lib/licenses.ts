// nixpkgs' lib/licenses.nix: the licences that packages name most; the set is open, the others are unknown values.
import { attrsOf } from '../evaluator/attrs';
import { Unknown, type Attrs, type Lazy } from '../evaluator/values';

/** Attribute name, SPDX identifier, full name. */
const FREE: readonly (readonly [name: string, spdxId: string, fullName: string])[] = [
  ['afl20', 'AFL-2.0', 'Academic Free License v2.0'],
  ['afl3', 'AFL-3.0', 'Academic Free License v3.0'],
  ['agpl3Only', 'AGPL-3.0-only', 'GNU Affero General Public License v3.0 only'],
  ['agpl3Plus', 'AGPL-3.0-or-later', 'GNU Affero General Public License v3.0 or later'],
  ['apsl20', 'APSL-2.0', 'Apple Public Source License 2.0'],
  ['artistic1', 'Artistic-1.0', 'Artistic License 1.0'],
  ['artistic2', 'Artistic-2.0', 'Artistic License 2.0'],
  ['asl20', 'Apache-2.0', 'Apache License 2.0'],
  ['beerware', 'Beerware', 'Beerware License'],
  ['blueOak100', 'BlueOak-1.0.0', 'Blue Oak Model License 1.0.0'],
  ['boost', 'BSL-1.0', 'Boost Software License 1.0'],
  ['bsd0', '0BSD', 'BSD Zero Clause License'],
  ['bsd2', 'BSD-2-Clause', 'BSD 2-clause "Simplified" License'],
  ['bsd2Patent', 'BSD-2-Clause-Patent', 'BSD-2-Clause Plus Patent License'],
  ['bsd3', 'BSD-3-Clause', 'BSD 3-clause "New" or "Revised" License'],
  ['bsd3Clear', 'BSD-3-Clause-Clear', 'BSD 3-Clause Clear License'],
  ['bsdOriginal', 'BSD-4-Clause', 'BSD 4-clause "Original" or "Old" License'],
  ['cc-by-30', 'CC-BY-3.0', 'Creative Commons Attribution 3.0'],
  ['cc-by-40', 'CC-BY-4.0', 'Creative Commons Attribution 4.0'],
  ['cc-by-sa-30', 'CC-BY-SA-3.0', 'Creative Commons Attribution Share Alike 3.0'],
  ['cc-by-sa-40', 'CC-BY-SA-4.0', 'Creative Commons Attribution Share Alike 4.0'],
  ['cc0', 'CC0-1.0', 'Creative Commons Zero v1.0 Universal'],
  ['cddl', 'CDDL-1.0', 'Common Development and Distribution License 1.0'],
  ['cecill20', 'CECILL-2.0', 'CeCILL Free Software License Agreement v2.0'],
  ['epl10', 'EPL-1.0', 'Eclipse Public License 1.0'],
  ['epl20', 'EPL-2.0', 'Eclipse Public License 2.0'],
  ['eupl12', 'EUPL-1.2', 'European Union Public License 1.2'],
  ['fdl13Only', 'GFDL-1.3-only', 'GNU Free Documentation License v1.3 only'],
  ['fdl13Plus', 'GFDL-1.3-or-later', 'GNU Free Documentation License v1.3 or later'],
  ['gpl1Only', 'GPL-1.0-only', 'GNU General Public License v1.0 only'],
  ['gpl1Plus', 'GPL-1.0-or-later', 'GNU General Public License v1.0 or later'],
  ['gpl2Only', 'GPL-2.0-only', 'GNU General Public License v2.0 only'],
  ['gpl2Plus', 'GPL-2.0-or-later', 'GNU General Public License v2.0 or later'],
  ['gpl3Only', 'GPL-3.0-only', 'GNU General Public License v3.0 only'],
  ['gpl3Plus', 'GPL-3.0-or-later', 'GNU General Public License v3.0 or later'],
  ['isc', 'ISC', 'Internet Systems Consortium License'],
  ['lgpl2Only', 'LGPL-2.0-only', 'GNU Library General Public License v2 only'],
  ['lgpl2Plus', 'LGPL-2.0-or-later', 'GNU Library General Public License v2 or later'],
  ['lgpl21Only', 'LGPL-2.1-only', 'GNU Lesser General Public License v2.1 only'],
  ['lgpl21Plus', 'LGPL-2.1-or-later', 'GNU Lesser General Public License v2.1 or later'],
  ['lgpl3Only', 'LGPL-3.0-only', 'GNU Lesser General Public License v3.0 only'],
  ['lgpl3Plus', 'LGPL-3.0-or-later', 'GNU Lesser General Public License v3.0 or later'],
  ['mit', 'MIT', 'MIT License'],
  ['mit0', 'MIT-0', 'MIT No Attribution'],
  ['mpl11', 'MPL-1.1', 'Mozilla Public License 1.1'],
  ['mpl20', 'MPL-2.0', 'Mozilla Public License 2.0'],
  ['ncsa', 'NCSA', 'University of Illinois/NCSA Open Source License'],
  ['ofl', 'OFL-1.1', 'SIL Open Font License 1.1'],
  ['openssl', 'OpenSSL', 'OpenSSL License'],
  ['postgresql', 'PostgreSQL', 'PostgreSQL License'],
  ['psfl', 'Python-2.0', 'Python Software Foundation License version 2'],
  ['unlicense', 'Unlicense', 'The Unlicense'],
  ['wtfpl', 'WTFPL', 'Do What The F*ck You Want To Public License'],
  ['x11', 'X11', 'X11 License'],
  ['zlib', 'Zlib', 'zlib License'],
  ['zpl21', 'ZPL-2.1', 'Zope Public License 2.1'],
];

function free(shortName: string, spdxId: string, fullName: string): Attrs {
  return attrsOf({
    deprecated: false,
    free: true,
    fullName,
    redistributable: true,
    shortName,
    spdxId,
    url: `https://spdx.org/licenses/${spdxId}.html`,
  });
}

const KNOWN: Readonly<Record<string, Attrs>> = {
  ...Object.fromEntries(FREE.map(([name, spdxId, fullName]) => [name, free(name, spdxId, fullName)])),
  free: attrsOf({
    deprecated: false,
    free: true,
    fullName: 'Unspecified free software license',
    redistributable: true,
    shortName: 'free',
  }),
  publicDomain: attrsOf({
    deprecated: false,
    free: true,
    fullName: 'Public Domain',
    redistributable: true,
    shortName: 'publicDomain',
  }),
  unfree: attrsOf({
    deprecated: false,
    free: false,
    fullName: 'Unfree',
    redistributable: false,
    shortName: 'unfree',
  }),
  unfreeRedistributable: attrsOf({
    deprecated: false,
    free: false,
    fullName: 'Unfree redistributable',
    redistributable: true,
    shortName: 'unfreeRedistributable',
  }),
};

/** Licences by SPDX identifier in lower case. */
export const licensesBySpdxId: ReadonlyMap<string, Attrs> = new Map(
  FREE.map(([name, spdxId]) => [spdxId.toLowerCase(), KNOWN[name] as Attrs]),
);

/** A set with some attributes known and any other possible. */
function openSet(path: string, known: Readonly<Record<string, Lazy>>, reason: string): Attrs {
  return attrsOf(known, {
    unknown: new Unknown(path, reason),
    select: (name) => new Unknown(`${path}.${name}`, reason),
  });
}

export const licenses: Attrs = openSet('lib.licenses', KNOWN, 'only the most common licences are embedded');
export const licensesSpdx: Attrs = openSet(
  'lib.licensesSpdx',
  Object.fromEntries(FREE.map(([name, spdxId]) => [spdxId, KNOWN[name] as Attrs])),
  'only the most common licences are embedded',
);
export const maintainers: Attrs = openSet('lib.maintainers', {}, "nixpkgs' list of maintainers is not embedded");
export const teams: Attrs = openSet('lib.teams', {}, "nixpkgs' list of teams is not embedded");
