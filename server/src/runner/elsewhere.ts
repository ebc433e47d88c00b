// What the files at hand do not define, because NixOS or the rest of a host may.
import { Attrs, Unknown } from '../evaluator/values';
import { showOption, type Loc } from '../modules/definition';
import { alterType, mapType } from '../modules/make-type';
import type { OptionType } from '../modules/option-type';
import { areNone } from './nested-systems';

/** The value of an option, or of the options below it, that nobody here defines. */
export function definedElsewhere(loc: Loc): Unknown {
  return new Unknown(
    ['config', ...(loc.length > 0 ? [showOption(loc)] : [])].join('.'),
    'the files at hand do not define it',
  );
}

/** Attributes that would make a package, a text or something else of a set of options. */
const NEVER_OPTIONS = /^(_.*|outPath|type)$/;

/** A type of sets that may have more attributes than the files at hand define. */
export function withOthers(type: OptionType): OptionType {
  return alterType(type, {
    merge: (loc, definitions) => {
      const v = type.merge(loc, definitions);
      if (areNone(definitions) || !(v instanceof Attrs) || v.rest !== null) return v;
      return new Attrs(v.shape, v.values, v.base, {
        unknown: definedElsewhere(loc),
        select: (name) => (NEVER_OPTIONS.test(name) ? undefined : definedElsewhere([...loc, name])),
      });
    },
    // Declarations are merged by making the type anew.
    substSubModules: (modules) => mapType(type.substSubModules(modules), withOthers),
  });
}
