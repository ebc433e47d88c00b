// Systems that are defined inside of another one: containers and virtual machines.
import { attrEntries, attrsOf, getAttr } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import type { Attrs } from '../evaluator/values';
import { Unknown, force, type Lazy } from '../evaluator/values';
import type { Definition } from '../modules/definition';
import { makeType } from '../modules/make-type';
import { typeValue } from '../modules/option-type';
import { lazyAttrsOf } from '../modules/types/attribute-sets';
import { unspecified } from '../modules/types/simple';
import { optionAt, type Host } from './host';
import { moduleFunction, option } from './nixos-options';
import { hostNameModule, knownSet, makeSystem, systemBehind, type NixosSystem } from './nixos-system';

/** An option whose attributes hold a system in `config`. */
interface NestedSystems {
  readonly path: readonly string[];
  /** What NixOS itself defines in each. */
  readonly module: Attrs;
}

/** NixOS's containers, and the virtual machines of microvm.nix. */
export const NESTED_SYSTEMS: readonly NestedSystems[] = [
  { path: ['containers'], module: attrsOf({ boot: attrsOf({ isContainer: true }) }) },
  { path: ['microvm', 'vms'], module: attrsOf({}) },
];

/** What the systems inside of a host share with it. */
export interface Surroundings {
  readonly lib: Lazy;
  readonly system: string;
}

/** The submodule of one container or virtual machine. `config` is a system of its own, without the host's specialArgs. */
export function nestedSystemModule({ module }: NestedSystems, { lib, system }: Surroundings): Lazy {
  return moduleFunction(['name', 'config'], (args) => {
    const name = lazy(() => force(getAttr(args, 'name') ?? ''));
    const specialArgs = (): Attrs | undefined =>
      knownSet(getAttr(knownSet(getAttr(args, 'config')) ?? attrsOf({}), 'specialArgs'));
    const merge = (_: unknown, definitions: readonly Definition[]): Attrs => {
      const text = force(name);
      const inner = makeSystem({
        lib,
        system,
        name: typeof text === 'string' ? text : undefined,
        modules: () => [
          module,
          ...(typeof text === 'string' ? [hostNameModule(text)] : []),
          ...definitions.map((d) => attrsOf({ _file: d.file, imports: [d.value] })),
        ],
        specialArgs: specialArgs(),
      });
      return force(getAttr(inner.value, 'config') ?? null) as Attrs;
    };
    const type = makeType({ name: 'Toplevel NixOS config', merge, mergeWithUnknown: merge });
    return attrsOf({
      freeformType: lazy(() => typeValue(lazyAttrsOf(unspecified))),
      options: attrsOf({
        config: option(type, new Unknown('config', 'it is given by another option, such as `path` or `flake`')),
        specialArgs: option(unspecified, attrsOf({})),
      }),
    });
  });
}

/** A system inside of a host, with the option that holds it: `containers.web`. */
export interface NestedSystem {
  readonly loc: readonly string[];
  readonly system: NixosSystem;
}

/** The systems inside of a host that the files at hand define. Never fails. */
export function nestedSystems(host: Host): NestedSystem[] {
  return NESTED_SYSTEMS.flatMap(({ path: loc }) => {
    const all = attempt(() => {
      const at = optionAt(host.evaluation, loc);
      return at?.kind === 'option' && at.merged.isDefined ? knownSet(at.value) : undefined;
    });
    if (all === undefined) return [];
    return [...attrEntries(all)].flatMap(([name, value]) => {
      const system = attempt(() => {
        const container = knownSet(value);
        return container && systemBehind(force(getAttr(container, 'config') ?? null));
      });
      return system === undefined ? [] : [{ loc: [...loc, name], system }];
    });
  });
}
