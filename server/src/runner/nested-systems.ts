// Systems that are defined inside of another one: containers, virtual machines, and variants of the system itself.
import { attrEntries, attrsOf, getAttr } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { Unknown, force, type Attrs, type Lazy } from '../evaluator/values';
import type { Definition } from '../modules/definition';
import { makeType } from '../modules/make-type';
import { typeValue, type OptionType } from '../modules/option-type';
import { mkOverride } from '../modules/properties';
import { lazyAttrsOf } from '../modules/types/attribute-sets';
import { bool, unspecified } from '../modules/types/simple';
import { optionAt, type Host, type HostInput } from './host';
import { moduleFunction, option } from './nixos-options';
import { hostNameModule, knownSet, makeSystem, systemBehind, type NixosSystem, type SystemInput } from './nixos-system';

/** How a system that is defined inside of another one is made. */
interface NestedSystems {
  readonly path: readonly string[];
  /** The option of each attribute that holds the system; without it the option at `path` is one system itself. */
  readonly attribute?: string;
  /** What NixOS itself defines in each. */
  readonly module: Attrs;
  readonly kind: NestedKind;
}

/**
 * A system of its own, a choice at boot that is the system around it with more modules unless it says otherwise, or the
 * system around it as a virtual machine to try it out.
 */
type NestedKind = 'separate' | 'specialisation' | 'trial';

const NONE = attrsOf({});

/** Whether definitions say that there is nothing, whatever modules define that are not at hand. */
export function areNone(definitions: readonly Definition[]): boolean {
  return definitions.some(({ value }) => value === NONE);
}

/**
 * NixOS's containers and the virtual machines of microvm.nix; the variants of a system that NixOS makes
 * (nixos/modules/system/activation/specialisation.nix, nixos/modules/virtualisation/build-vm.nix).
 */
export const NESTED_SYSTEMS: readonly NestedSystems[] = [
  {
    path: ['containers'],
    attribute: 'config',
    module: attrsOf({ boot: attrsOf({ isContainer: true }) }),
    kind: 'separate',
  },
  { path: ['microvm', 'vms'], attribute: 'config', module: attrsOf({}), kind: 'separate' },
  {
    path: ['specialisation'],
    attribute: 'configuration',
    module: attrsOf({ specialisation: mkOverride(0, NONE) }),
    kind: 'specialisation',
  },
  { path: ['virtualisation', 'vmVariant'], module: NONE, kind: 'trial' },
  { path: ['virtualisation', 'vmVariantWithBootLoader'], module: NONE, kind: 'trial' },
];

/** Declares the option at `path`. `around` is the host that the systems are defined in. */
export function nestedSystemOption(nested: NestedSystems, around: HostInput, setOf: (module: Lazy) => Attrs): Attrs {
  const { attribute } = nested;
  if (attribute === undefined)
    return option(
      systemType((d) => makeSystem(variant(nested, around, d))),
      attrsOf({}),
    );
  return setOf(
    nested.kind === 'specialisation'
      ? specialisation(nested, attribute, around)
      : separateSystem(nested, attribute, around),
  );
}

/** An option whose value is the configuration of the system that its definitions make. */
function systemType(make: (definitions: readonly Definition[]) => NixosSystem): OptionType {
  const merge = (_: unknown, definitions: readonly Definition[]): Attrs =>
    force(getAttr(make(definitions).value, 'config') ?? null) as Attrs;
  return makeType({ name: 'Toplevel NixOS config', merge, mergeWithUnknown: merge });
}

function modulesOf(definitions: readonly Definition[]): Attrs[] {
  return definitions.map((d) => attrsOf({ _file: d.file, imports: [d.value] }));
}

/** The host around with what the definitions add. */
function variant({ module }: NestedSystems, around: HostInput, definitions: readonly Definition[]): SystemInput {
  const { lib, platform, modules, specialArgs, args, alone } = around;
  const all = [module, ...modules, ...modulesOf(definitions)];
  return { lib, platform, modules: () => all, specialArgs, args, alone };
}

/** The submodule of one container or virtual machine: a system of its own, without the host's specialArgs. */
function separateSystem({ module }: NestedSystems, attribute: string, { lib, platform }: HostInput): Lazy {
  return moduleFunction(['name', 'config'], (args) => {
    const name = lazy(() => force(getAttr(args, 'name') ?? ''));
    const specialArgs = (): Attrs | undefined =>
      knownSet(getAttr(knownSet(getAttr(args, 'config')) ?? attrsOf({}), 'specialArgs'));
    const type = systemType((definitions) => {
      const text = force(name);
      const known = typeof text === 'string' ? text : undefined;
      return makeSystem({
        lib,
        platform,
        name: known,
        modules: () => [module, ...(known === undefined ? [] : [hostNameModule(known)]), ...modulesOf(definitions)],
        specialArgs: specialArgs(),
      });
    });
    return attrsOf({
      freeformType: lazy(() => typeValue(lazyAttrsOf(unspecified))),
      options: attrsOf({
        [attribute]: option(type, new Unknown(attribute, 'it is given by another option, such as `path` or `flake`')),
        specialArgs: option(unspecified, attrsOf({})),
      }),
    });
  });
}

/** The submodule of one specialisation: the host with more modules, or a host without those of its parent. */
function specialisation(nested: NestedSystems, attribute: string, around: HostInput): Lazy {
  return moduleFunction(['config'], (args) => {
    const inherits = (): boolean =>
      force(getAttr(knownSet(getAttr(args, 'config')) ?? attrsOf({}), 'inheritParentConfig') ?? true) !== false;
    const type = systemType((definitions) =>
      makeSystem(variant(nested, inherits() ? around : { ...around, modules: [] }, definitions)),
    );
    return attrsOf({
      freeformType: lazy(() => typeValue(lazyAttrsOf(unspecified))),
      options: attrsOf({ [attribute]: option(type, attrsOf({})), inheritParentConfig: option(bool, true) }),
    });
  });
}

/** A system inside of a host, with the option that holds it: `containers.web`. */
export interface NestedSystem {
  readonly loc: readonly string[];
  readonly system: NixosSystem;
  readonly kind: NestedKind;
}

/** The systems inside of a host that the files at hand define. Never fails. */
export function nestedSystems(host: Host): NestedSystem[] {
  return NESTED_SYSTEMS.flatMap(({ path: loc, attribute, kind }) => {
    const behind = (name: readonly string[], v: Lazy | undefined): NestedSystem[] => {
      const system = attempt(() => systemBehind(force(v ?? null)));
      return system === undefined ? [] : [{ loc: [...loc, ...name], system, kind }];
    };
    const at = attempt(() => {
      const found = optionAt(host.evaluation, loc);
      return found?.kind === 'option' && found.merged.definitions.some((d) => d.at !== undefined) ? found : undefined;
    });
    if (at === undefined) return [];
    if (attribute === undefined) return behind([], at.value);
    const all = attempt(() => knownSet(at.value)) ?? attrsOf({});
    return [...attrEntries(all)].flatMap(([name, value]) =>
      behind(
        [name],
        attempt(() => getAttr(knownSet(value) ?? attrsOf({}), attribute)),
      ),
    );
  });
}
