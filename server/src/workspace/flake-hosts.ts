// The systems that a flake's outputs hold: `nixosConfigurations`, hives, tests, images.
import { attrEntries, attrsOf, getAttr, hasListed } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import { force, type Attrs } from '../evaluator/values';
import { knownSet, systemBehind, systemsMade, type NixosSystem } from '../runner/nixos-system';
import { hiveSystems } from './hives';

/** A system with the name that people know it by. */
export interface NamedSystem {
  /** The attribute name, for example in `nixosConfigurations`. */
  readonly name: string;
  readonly system: NixosSystem;
}

/** The systems of a flake; those that depend on what is not known here are left out. Needs an active session. */
export function flakeSystems(flake: Attrs, system: string): NamedSystem[] {
  const outputs = knownOutput(flake, 'outputs') ?? attrsOf({});
  const named = ['nixosConfigurations', 'nixopsConfigurations'].flatMap((name) =>
    systemsOf(knownOutput(outputs, name) ?? attrsOf({})),
  );
  const hives = ['colmenaHive', 'colmena'].flatMap((name) => {
    const hive = knownOutput(outputs, name);
    return hive === undefined ? [] : hiveSystems(hive, system);
  });
  const built = ['checks', 'packages', 'legacyPackages', 'hydraJobs', 'nixosTests'].flatMap((name) => {
    const all = knownOutput(outputs, name);
    return all === undefined ? [] : systemsOf(knownOutput(all, system) ?? all);
  });
  return once([...named, ...hives, ...built]);
}

/** Each system under its first name. */
function once(systems: readonly NamedSystem[]): NamedSystem[] {
  const seen = new Set<NixosSystem>();
  return systems.filter(({ system }) => !seen.has(system) && seen.add(system));
}

function knownOutput(attrs: Attrs, name: string): Attrs | undefined {
  return attempt(() => (hasListed(attrs, name) ? knownSet(getAttr(attrs, name)) : undefined));
}

/** The systems that the values of a set are, or that evaluating them makes, such as the nodes of a test. */
export function systemsOf(all: Attrs): NamedSystem[] {
  return [...attrEntries(all)].flatMap(([name, value]) => {
    const before = systemsMade().length;
    const itself = attempt(() => systemBehind(force(value)));
    if (itself !== undefined) return [{ name, system: itself }];
    const made = systemsMade().slice(before);
    return made.map((system) => ({ name: system.name === undefined ? name : `${name}.${system.name}`, system }));
  });
}
