// Option declarations: merging several of one option (lib.modules.mergeOptionDecls) and looking into them.
import { attrsOf, getAttr, hasListed, updateAttrs } from '../evaluator/attrs';
import { coerceToString, forceList } from '../evaluator/coerce';
import { lazy } from '../evaluator/force';
import type { Position } from '../evaluator/position';
import { textOf } from '../evaluator/strings';
import { Attrs, force, isList, type Lazy } from '../evaluator/values';
import { OptionError, showFiles, showOption, type Loc } from './definition';
import { typeFromValue, typeValue, type OptionType } from './option-type';
import { typeTag } from './properties';
import { unspecified } from './types/simple';

/** What one module says of an option. */
export interface Declaration {
  readonly file: string;
  /** The `mkOption { … }` set. */
  readonly options: Lazy;
  readonly at: Position | undefined;
}

/** An option after its declarations were merged. */
export interface DeclaredOption {
  readonly loc: Loc;
  /** All attributes of the declarations: default, description, apply, … */
  readonly attrs: Attrs;
  readonly type: OptionType;
  readonly files: readonly string[];
  readonly positions: readonly (Position | undefined)[];
}

/** An option that one `mkOption` set declares, without looking for its files. */
export function declaredOption(loc: Loc, attrs: Attrs): DeclaredOption {
  const declared = getAttr(attrs, 'type');
  const files = getAttr(attrs, 'declarations');
  return {
    loc,
    attrs,
    type: declared === undefined ? unspecified : typeFromValue(declared),
    files: files === undefined ? [] : forceList(files).map((f) => textOf(coerceToString(f, { more: true }))),
    positions: [],
  };
}

export function isOption(v: Lazy): boolean {
  return typeTag(force(v)) === 'option';
}

const ONCE = ['default', 'example', 'description', 'apply'] as const;

/** Merges the declarations of the option at `loc`; throws `OptionError` when they contradict each other. */
export function mergeDeclarations(loc: Loc, declarations: readonly Declaration[]): DeclaredOption {
  let attrs = attrsOf({});
  let type: OptionType | undefined;
  let submodules: Lazy[] = [];
  const files: string[] = [];
  for (const d of declarations) {
    const declared = force(d.options) as Attrs;
    const declaredType = hasListed(declared, 'type') ? typeFromValue(getAttr(declared, 'type') as Lazy) : undefined;
    const merged = type && declaredType ? type.typeMerge(declaredType.functor) : undefined;
    const twice = ONCE.some((k) => hasListed(attrs, k) && hasListed(declared, k));
    if (twice || (type && declaredType && !merged))
      throw new OptionError(
        'declaration',
        loc,
        `The option \`${showOption(loc)}' in \`${d.file}' is already declared in ${showFiles(files)}.`,
      );
    if (declaredType?.subModules)
      submodules = [...declaredType.subModules.map((m) => packSubmodule(d.file, m)), ...submodules];
    else if (hasListed(declared, 'options')) {
      const nested = force(getAttr(declared, 'options') as Lazy);
      const list = isList(nested) ? nested : [nested];
      submodules = [...list.map((m) => packSubmodule(d.file, attrsOf({ options: m }))), ...submodules];
    }
    attrs = updateAttrs(declared, attrs);
    type = merged ?? type ?? declaredType;
    files.push(d.file);
  }
  const declaredType = type ?? unspecified;
  // Submodules know the file that declares them, and several declarations of one add their modules up.
  const final =
    declaredType.subModules === undefined ? declaredType : (declaredType.substSubModules(submodules) ?? declaredType);
  return { loc, attrs, type: final, files, positions: declarations.map((d) => d.at) };
}

function packSubmodule(file: string, m: Lazy): Attrs {
  return attrsOf({ _file: file, imports: [m] });
}

/** The option as Nix code sees it in `options`, with what evaluation adds (`value`, `files`, …). */
export function optionValue(option: DeclaredOption, evaluated: Readonly<Record<string, Lazy>>): Attrs {
  return updateAttrs(
    option.attrs,
    attrsOf({
      _type: 'option',
      loc: [...option.loc],
      declarations: [...option.files],
      type: lazy(() => typeValue(option.type)),
      options: [],
      ...evaluated,
    }),
  );
}
