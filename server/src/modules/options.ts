// Option declarations: merging several of one option (lib.modules.mergeOptionDecls) and looking into them.
import { EMPTY_ATTRS, attrsOf, getAttr, hasListed, updateAttrs, orIfMissing } from '../evaluator/attrs';
import { coerceToString, forceAttrs, forceList } from '../evaluator/coerce';
import type { Position } from '../evaluator/position';
import { textOf } from '../evaluator/strings';
import { force, type Attrs, type Lazy } from '../evaluator/values';
import { OptionError, showFiles, showOption, type Loc } from './definition';
import { typeFromValue, type OptionType } from './option-type';
import { once } from './once';
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

/** An option that one set of attributes declares, as it is. */
export function declaredOption(loc: Loc, attrs: Attrs): DeclaredOption {
  const declared = getAttr(attrs, 'type');
  const files = forceList(orIfMissing(getAttr(attrs, 'declarations'), []));
  return {
    loc,
    attrs,
    type: declared === undefined ? unspecified : typeFromValue(declared),
    files: files.map((f) => textOf(coerceToString(f, { more: true }))),
    positions: [],
  };
}

export function isOption(v: Lazy): boolean {
  return typeTag(force(v)) === 'option';
}

const ONCE = ['default', 'example', 'description', 'apply'] as const;

/** Several declarations as one, with the parts that the type is made of. */
export interface MergedDeclarations extends DeclaredOption {
  /** The type as the declarations give it: its submodules do not know yet which file declares them. */
  readonly mergedType: OptionType;
  /** The submodules of all declarations, each with its file. */
  readonly submodules: readonly Lazy[];
}

/** Merges the declarations of the option at `loc`; throws `OptionError` when they contradict each other. */
export function mergeDeclarations(loc: Loc, declarations: readonly Declaration[]): MergedDeclarations {
  let attrs: Attrs = EMPTY_ATTRS;
  let type: OptionType | undefined;
  const types: { readonly type: OptionType; readonly file: string }[] = [];
  const files: string[] = [];
  for (const d of declarations) {
    const declared = forceAttrs(d.options);
    const twice = ONCE.some((name) => hasListed(attrs, name) && hasListed(declared, name));
    const own = hasListed(declared, 'type') ? typeFromValue(getAttr(declared, 'type') as Lazy) : undefined;
    const merged = twice || own === undefined ? type : type === undefined ? own : type.typeMerge(own.functor);
    if (twice || (merged === undefined && own !== undefined))
      throw new OptionError(
        'declaration',
        loc,
        `The option \`${showOption(loc)}' in \`${d.file}' is already declared in ${showFiles(files)}.`,
      );
    if (own !== undefined) types.unshift({ type: own, file: d.file });
    attrs = updateAttrs(declared, attrs);
    type = merged;
    files.push(d.file);
  }
  const mergedType = type ?? unspecified;
  // Those of several declarations add up.
  const submodules = once(() =>
    types.flatMap(({ type: own, file }) => (own.subModules ?? []).map((m) => attrsOf({ _file: file, imports: [m] }))),
  );
  const located = once(() =>
    mergedType.subModules === undefined ? mergedType : (mergedType.substSubModules(submodules()) ?? mergedType),
  );
  return {
    loc,
    attrs,
    mergedType,
    get submodules() {
      return submodules();
    },
    get type() {
      return located();
    },
    files,
    positions: declarations.map((d) => d.at),
  };
}
