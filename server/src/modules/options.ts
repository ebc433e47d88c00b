// Option declarations: merging several of one option (lib.modules.mergeOptionDecls) and looking into them.
import { EMPTY_ATTRS, attrsOf, getAttr, hasListed, updateAttrs, orIfMissing } from '../evaluator/attrs';
import { coerceToString, forceAttrs, forceList } from '../evaluator/coerce';
import type { Position } from '../evaluator/position';
import { textOf } from '../evaluator/strings';
import { Attrs, force, type Lazy } from '../evaluator/values';
import { OptionError, showFiles, showOption, type Loc } from './definition';
import { typeFromValue, type OptionType } from './option-type';
import { Parts, once } from './once';
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

/** Whether a value is a declared option (`_type = "option"`). */
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
  const files = declarations.map((d) => d.file);
  const positions = declarations.map((d) => d.at);
  const [only] = declarations;
  if (only !== undefined && declarations.length === 1) {
    const attrs = forceAttrs(only.options);
    const type = once(() => typeIn(attrs));
    return new Declared(
      loc,
      attrs,
      files,
      positions,
      () => type() ?? unspecified,
      () => [{ type: type(), file: only.file }],
    );
  }
  let attrs: Attrs = EMPTY_ATTRS;
  let type: OptionType | undefined;
  const types: DeclaredType[] = [];
  for (const [i, d] of declarations.entries()) {
    const declared = forceAttrs(d.options);
    const twice = ONCE.some((name) => hasListed(attrs, name) && hasListed(declared, name));
    const own = typeIn(declared);
    const merged = twice || own === undefined ? type : type === undefined ? own : type.typeMerge(own.functor);
    if (twice || (merged === undefined && own !== undefined))
      throw new OptionError(
        'declaration',
        loc,
        `The option \`${showOption(loc)}' in \`${d.file}' is already declared in ${showFiles(files.slice(0, i))}.`,
      );
    types.unshift({ type: own, file: d.file });
    attrs = updateAttrs(declared, attrs);
    type = merged;
  }
  const mergedType = type ?? unspecified;
  return new Declared(
    loc,
    attrs,
    files,
    positions,
    () => mergedType,
    () => types,
  );
}

function typeIn(declared: Attrs): OptionType | undefined {
  return hasListed(declared, 'type') ? typeFromValue(getAttr(declared, 'type') as Lazy) : undefined;
}

/** The type that a declaration gives, if it does. */
interface DeclaredType {
  readonly type: OptionType | undefined;
  readonly file: string;
}

const SUBMODULES = 1;
const LOCATED = 2;

class Declared extends Parts implements MergedDeclarations {
  private modules: readonly Lazy[] | undefined = undefined;
  private located: OptionType | undefined = undefined;

  constructor(
    readonly loc: Loc,
    readonly attrs: Attrs,
    readonly files: readonly string[],
    readonly positions: readonly (Position | undefined)[],
    private readonly typeOfAll: () => OptionType,
    private readonly types: () => readonly DeclaredType[],
  ) {
    super();
  }

  get mergedType(): OptionType {
    return this.typeOfAll();
  }

  /** Those of several declarations add up. */
  get submodules(): readonly Lazy[] {
    return (this.modules ??= this.compute(SUBMODULES, () =>
      this.types().flatMap(({ type, file }) => (type?.subModules ?? []).map((m) => inFile(m, file))),
    ));
  }

  get type(): OptionType {
    return (this.located ??= this.compute(LOCATED, () => {
      const { mergedType, submodules } = this;
      const own = mergedType.subModules;
      // Submodules that know their files leave the type as it is.
      if (own === undefined || (own.length === submodules.length && own.every((m, i) => m === submodules[i])))
        return mergedType;
      return mergedType.substSubModules(submodules) ?? mergedType;
    }));
  }
}

function inFile(module: Lazy, file: string): Lazy {
  return module instanceof Attrs && hasListed(module, '_file') ? module : attrsOf({ _file: file, imports: [module] });
}
