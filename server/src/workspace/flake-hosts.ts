// The systems that a flake's outputs hold: `nixosConfigurations`, hives, tests, images.
import { attrEntries, attrsOf, getAttr, hasListed } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { force, type Attrs } from '../evaluator/values';
import { knownSet, systemBehind, systemsMade, type NixosSystem } from '../runner/nixos-system';
import { hiveSystems } from './hives';

/** A system with the name that people know it by. */
export interface NamedSystem {
  /** The attribute name, for example in `nixosConfigurations`. */
  readonly name: string;
  readonly system: NixosSystem;
  /** The output of a flake that has it as the attribute `name`; `undefined` where it was found in another way. */
  readonly output?: string;
}

/** Of hosts for nix-darwin only is told that they are some. */
const CONFIGURATIONS = ['nixosConfigurations', 'nixopsConfigurations', 'darwinConfigurations'];

/**
 * The systems of a flake; those that depend on what is not known here are left out. Needs an active session.
 * @param written what the flake's text says of an output, asked where the outputs as a whole are not known
 */
export function flakeSystems(flake: Attrs, system: string, written: (output: string) => Attrs): NamedSystem[] {
  const outputs = knownOutput(flake, 'outputs');
  if (outputs === undefined) return once(CONFIGURATIONS.flatMap((output) => systemsOf(written(output))));
  const named = CONFIGURATIONS.flatMap((output) =>
    systemsOf(knownOutput(outputs, output) ?? attrsOf({})).map((system) => ({ ...system, output })),
  );
  const hives = ['colmenaHive', 'colmena'].flatMap((name) => {
    const hive = knownOutput(outputs, name);
    return hive === undefined ? [] : hiveSystems(hive);
  });
  // What deploy-rs deploys is mostly one of the above.
  const nodes = knownOutput(knownOutput(outputs, 'deploy') ?? attrsOf({}), 'nodes') ?? attrsOf({});
  const deployed = [...attrEntries(nodes)].flatMap(([name, node]) =>
    systemsOf(
      attrsOf({ [name]: lazy(() => selectAttr(selectAttr(selectAttr(force(node), 'profiles'), 'system'), 'path')) }),
    ),
  );
  const built = ['checks', 'packages', 'legacyPackages', 'hydraJobs', 'nixosTests'].flatMap((name) => {
    const all = knownOutput(outputs, name);
    return all === undefined ? [] : systemsOf(knownOutput(all, system) ?? all);
  });
  return once([...named, ...hives, ...deployed, ...built]);
}

/** The system that an output has under a name, without a look at the others. Needs an active session. */
export function flakeSystem(
  flake: Attrs,
  { output, name }: { readonly output: string; readonly name: string },
): NamedSystem[] {
  const systems = knownOutput(knownOutput(flake, 'outputs') ?? attrsOf({}), output);
  const value = systems && getAttr(systems, name);
  const system = value === undefined ? undefined : attempt(() => systemBehind(force(value)));
  return system === undefined ? [] : [{ name, system, output }];
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
