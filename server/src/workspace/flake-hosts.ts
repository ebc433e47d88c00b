// The hosts that a flake defines: `nixosConfigurations`, and the nodes of a colmena hive.
import { attrEntries, attrsOf, getAttr, hasListed } from '../evaluator/attrs';
import { attempt } from '../evaluator/errors';
import type { Program } from '../evaluator/evaluate';
import { Attrs, Unknown, force, isList, type Lazy } from '../evaluator/values';
import { flakeOutputs, systemArguments, type FlakeContext } from './flake-outputs';

/** A host, not yet evaluated. */
export interface FlakeHost {
  /** The attribute name, for example in `nixosConfigurations`. */
  readonly name: string;
  readonly modules: readonly Lazy[];
  readonly specialArgs: Attrs | undefined;
  readonly system: string | undefined;
}

/** The hosts of a flake; those that depend on what is not known here are left out. Needs an active session. */
export function flakeHosts(program: Program, context: FlakeContext): FlakeHost[] {
  const outputs = attempt(() => flakeOutputs(program, context));
  if (outputs === undefined) return [];
  return [...configurations(outputs), ...colmenaNodes(outputs)];
}

function attributeSet(attrs: Attrs, name: string): Attrs | undefined {
  const v = attempt(() => (hasListed(attrs, name) ? force(getAttr(attrs, name) ?? null) : null));
  return v instanceof Attrs ? v : undefined;
}

function configurations(outputs: Attrs): FlakeHost[] {
  const all = attributeSet(outputs, 'nixosConfigurations');
  if (all === undefined) return [];
  return [...attrEntries(all)].flatMap(([name, value]) => {
    const args = attempt(() => systemArguments(force(value)));
    const modules = args && attempt(() => moduleList(args.modules));
    return args && modules ? [{ name, modules, specialArgs: args.specialArgs, system: args.system }] : [];
  });
}

/** The modules as a list; what is unknown of it counts as a module that cannot be followed. */
function moduleList(v: Lazy): readonly Lazy[] {
  const list = force(v);
  if (list instanceof Unknown) return [...(list.alternatives ?? []).flatMap(moduleList), unknownModule(list)];
  return isList(list) ? list : [];
}

function unknownModule({ expression, reason, at }: Unknown): Unknown {
  return new Unknown(expression, reason, at);
}

/** Attributes of a hive that are no nodes. */
const NOT_NODES = new Set(['meta', 'network', 'defaults']);

function colmenaNodes(outputs: Attrs): FlakeHost[] {
  const hive = attributeSet(outputs, 'colmena');
  if (hive === undefined) return [];
  const defaults = hasListed(hive, 'defaults') ? [getAttr(hive, 'defaults') as Lazy] : [];
  const meta = attributeSet(hive, 'meta') ?? attrsOf({});
  return [...attrEntries(hive)].flatMap(([name, module]) =>
    NOT_NODES.has(name)
      ? []
      : [
          {
            name,
            modules: [...defaults, module],
            specialArgs: attributeSet(meta, 'specialArgs'),
            system: undefined,
          },
        ],
  );
}
