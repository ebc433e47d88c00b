// Modules as values, to be imported elsewhere (lib.types.deferredModule).
import { attrsOf, getAttr } from '../../evaluator/attrs';
import { forceList } from '../../evaluator/coerce';
import type { Attrs } from '../../evaluator/values';
import { force, type Lazy } from '../../evaluator/values';
import { showOption } from '../definition';
import { makeWrapper } from '../make-type';
import type { OptionType, TypeFunctor } from '../option-type';
import { isModule, submoduleWith, type Surroundings } from './submodule';

/** A module that says that it is from `file` unless it says itself (lib.modules.setDefaultModuleLocation). */
export function setDefaultModuleLocation(file: Lazy, module: Lazy): Attrs {
  return attrsOf({ _file: file, imports: [module] });
}

/** Definitions are collected as imports; `staticModules` come first. */
export function deferredModuleWith(staticModules: readonly Lazy[], surroundings?: Surroundings): OptionType {
  const modulesOf = (payload: Attrs): readonly Lazy[] => forceList(getAttr(payload, 'staticModules') ?? null);
  const functor: TypeFunctor = {
    name: 'deferredModuleWith',
    payload: attrsOf({ staticModules: [...staticModules] }),
    make: (payload) => deferredModuleWith(modulesOf(payload), surroundings),
    join: (a, b) => attrsOf({ staticModules: [...modulesOf(a), ...modulesOf(b)] }),
  };
  const merge: OptionType['merge'] = (loc, definitions) =>
    attrsOf({
      imports: [
        ...staticModules,
        ...definitions.map((d) => setDefaultModuleLocation(`${d.file}, via option ${showOption(loc)}`, force(d.value))),
      ],
    });
  return makeWrapper(submoduleWith({ modules: staticModules }, surroundings), {
    name: 'deferredModule',
    description: 'module',
    descriptionClass: 'noun',
    check: isModule,
    merge,
    mergeWithUnknown: merge,
    substSubModules: (modules) => deferredModuleWith(modules, surroundings),
    functor,
  });
}
