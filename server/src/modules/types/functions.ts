// Functions that give values of one type.
import { attrsFromMap, attrsOf, attrEntries, type AttrEntry } from '../../evaluator/attrs';
import { primOp } from '../../evaluator/builtins/primop';
import { call } from '../../evaluator/call';
import { forceBool } from '../../evaluator/coerce';
import { UnknownSignal } from '../../evaluator/errors';
import { lazy } from '../../evaluator/force';
import { Unknown, force, type Attrs, type Lazy } from '../../evaluator/values';
import { functionArgsOf } from '../../nixpkgs-lib/function-args';
import { isFunctionValue } from '../../nixpkgs-lib/support';
import type { Definition } from '../definition';
import { elementFunctor, makeWrapper, mapType, phrase } from '../make-type';
import { mergeDefinitions } from '../merge-definitions';
import type { OptionType } from '../option-type';

const BODY = '<function body>';

/** An argument is optional when it is in all definitions. */
function commonArgs(definitions: readonly Definition[]): Attrs {
  const optional = new Map<string, Lazy>();
  for (const d of definitions)
    for (const [name, value] of attrEntries(functionArgsOf(force(d.value)))) {
      const before = optional.get(name);
      optional.set(name, before === undefined ? value : lazy(() => forceBool(before) && forceBool(value)));
    }
  return attrsFromMap(new Map([...optional].map(([name, value]): [string, AttrEntry] => [name, { value }])));
}

/** Whether a value is a function, or a set that can be called. An unknown one is signalled. */
export function isFunctionType(lazyValue: Lazy): boolean {
  const v = force(lazyValue);
  if (v instanceof Unknown) throw new UnknownSignal(v);
  return isFunctionValue(v);
}

/** What the definitions give for an argument is merged as definitions of `elemType`. */
export function functionTo(elemType: OptionType): OptionType {
  return makeWrapper(elemType, {
    name: 'functionTo',
    get description() {
      return `function that evaluates to a(n) ${phrase(elemType, 'noun', 'composite')}`;
    },
    descriptionClass: 'composite',
    check: isFunctionType,
    merge: (loc, definitions) =>
      attrsOf({
        __functionArgs: lazy(() => commonArgs(definitions)),
        __functor: primOp('__functor', 2, (_, arg) =>
          force(
            mergeDefinitions(
              [...loc, BODY],
              () => elemType,
              definitions.map((d) => ({ ...d, value: lazy(() => call(force(d.value), arg)) })),
            ).value,
          ),
        ),
      }),
    getSubOptions: (prefix) => elemType.getSubOptions([...prefix, BODY]),
    substSubModules: (modules) => mapType(elemType.substSubModules(modules), functionTo),
    functor: elementFunctor('functionTo', elemType, functionTo),
    nestedTypes: { elemType },
  });
}
