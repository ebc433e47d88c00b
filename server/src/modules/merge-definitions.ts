// Merging the definitions of one option (lib.modules.mergeDefinitions).
import { EMPTY_ATTRS, attrsOf, updateAttrs } from '../evaluator/attrs';
import type { NixError } from '../evaluator/errors';
import { addTrace } from '../evaluator/errors';
import { Unknown, force, type Attrs, type Lazy, type Value } from '../evaluator/values';
import { lazy } from '../evaluator/force';
import { anyDefinition } from './make-type';
import { OptionError, showDefinitions, showOption, type Definition, type Loc, sameLoc } from './definition';
import { Parts } from './once';
import { acceptsValue, typeValue, type OptionType } from './option-type';
import { PRIORITY, dischargeProperties, filterOverrides, sortByOrder } from './properties';

/** The outcome of merging; parts are computed when asked for. */
export interface MergedDefinitions {
  /** The definitions that count, in order, without properties. */
  readonly definitions: readonly Definition[];
  readonly highestPriority: number;
  readonly isDefined: boolean;
  /** The merged value; throws `OptionError` when there is none. */
  readonly value: Lazy;
  /** What the value is made of (nixpkgs' `valueMeta`); empty for most types. */
  readonly meta: Lazy;
}

export interface MergeRules {
  /**
   * Whether an option without definitions must not be asked for its value, as up to NixOS 25.11. Later the type's empty
   * value stands for them, where it has one.
   */
  readonly needsDefinition?: () => boolean;
}

/**
 * Merges definitions of the option at `loc`. Throws nothing by itself: errors come when a part is asked for.
 * @param type asked for with the value only
 */
export function mergeDefinitions(
  loc: Loc,
  type: () => OptionType,
  definitions: readonly Definition[],
  rules: MergeRules = {},
): MergedDefinitions {
  return new Merge(loc, type, definitions, rules);
}

const SETTLED = 1;

class Merge extends Parts implements MergedDefinitions {
  private settledAll: Settled | undefined = undefined;
  private lazyValue: Lazy | undefined = undefined;
  private lazyMeta: Lazy | undefined = undefined;

  constructor(
    private readonly loc: Loc,
    private readonly type: () => OptionType,
    private readonly all: readonly Definition[],
    private readonly rules: MergeRules,
  ) {
    super();
  }

  get definitions(): readonly Definition[] {
    return this.settled.definitions;
  }
  get highestPriority(): number {
    return this.settled.highest;
  }
  get isDefined(): boolean {
    return this.settled.definitions.length > 0;
  }
  get value(): Lazy {
    return (this.lazyValue ??= lazy(() => mergedValue(this.loc, this.type(), this.definitions, this.rules)));
  }
  get meta(): Lazy {
    return (this.lazyMeta ??= lazy(() => metaOf(this.loc, this.type(), this.definitions)));
  }

  private get settled(): Settled {
    return (this.settledAll ??= this.compute(SETTLED, () => settle(this.all)));
  }
}

/** What is said of the value; types that check while merging (nixpkgs' `merge.v2`) are named in it. */
function metaOf(loc: Loc, type: OptionType, definitions: readonly Definition[]): Attrs {
  const meta = type.valueMeta?.(loc, definitions) ?? EMPTY_ATTRS;
  if (type.headError === undefined) return meta;
  return updateAttrs(meta, attrsOf({ _internal: attrsOf({ type: lazy(() => typeValue(type)) }) }));
}

interface Settled {
  readonly definitions: readonly Definition[];
  readonly highest: number;
}

/** The definitions that count: those of the highest priority, in order. */
function settle(all: readonly Definition[]): Settled {
  const discharged: Definition[] = [];
  let possible: Definition | undefined;
  for (const d of all)
    if (d.possible === true) possible ??= d;
    else discharged.push(...discharge(d));
  const { definitions, highest } = filterOverrides(discharged);
  // What may be defined elsewhere in a set that is not known does not hide what is written, only defaults.
  if (possible !== undefined && (definitions.length === 0 || highest >= PRIORITY.optionDefault))
    return { definitions: discharge(possible), highest: PRIORITY.plain };
  return { definitions: sortByOrder(definitions), highest };
}

function discharge(d: Definition): Definition[] {
  try {
    return dischargeProperties(d);
  } catch (error) {
    throw addTrace(error, `while evaluating definitions from \`${d.file}'`, d.at);
  }
}

function mergedValue(loc: Loc, type: OptionType, definitions: readonly Definition[], rules: MergeRules = {}): Value {
  if (definitions.length === 0) {
    const { emptyValue } = type;
    if (emptyValue !== undefined && rules.needsDefinition?.() !== true) return force(emptyValue);
    throw new OptionError(
      'missing-definition',
      loc,
      `The option \`${showOption(loc)}' was accessed but has no value defined. Try setting the option.`,
    );
  }
  try {
    checkHeads(loc, type, definitions);
    return mergeValues(loc, type, definitions);
  } catch (error) {
    throw addTrace(error, `while evaluating the option \`${showOption(loc)}'`, definitions[0]?.at);
  }
}

/** Throws nixpkgs' error about definitions that are not of the type at their root. */
function checkHeads(loc: Loc, type: OptionType, definitions: readonly Definition[]): void {
  const invalid = (): Definition[] => definitions.filter((d) => !acceptsValue(type, d.value));
  if (type.headError === undefined) {
    const wrong = invalid();
    if (wrong.length > 0) throw mismatch(loc, type, wrong, ` Definition values:${showDefinitions(wrong)}`);
    return;
  }
  const known = definitions.filter((d) => !(force(d.value) instanceof Unknown));
  const problem = known.length === 0 ? undefined : type.headError(loc, known);
  if (problem === undefined) return;
  const wrong = invalid();
  throw mismatch(loc, type, wrong.length > 0 ? wrong : known, ` TypeError: ${problem}`);
}

function mismatch(loc: Loc, type: OptionType, invalid: readonly Definition[], details: string): NixError {
  return new OptionError(
    'type-mismatch',
    loc,
    `A definition for option \`${showOption(loc)}' is not of type \`${type.description}'.${details}`,
    invalid,
    type.description,
  );
}

/**
 * Merges definitions that passed the type's check. Those that are unknown do not hide what the others say, and
 * definitions that count only under unknown conditions do not contradict the others.
 */
export function mergeValues(loc: Loc, type: OptionType, definitions: readonly Definition[]): Value {
  if (definitions.some((d) => force(d.value) instanceof Unknown)) return mergeUnknown(loc, type, definitions);
  if (definitions.length < 2 || definitions.every((d) => d.conditions.length === 0))
    return type.merge(loc, definitions);
  try {
    return type.merge(loc, definitions);
  } catch (error) {
    if (error instanceof OptionError && error.problem === 'conflicting-definitions' && sameLoc(error.loc, loc))
      return anyDefinition(definitions);
    throw error;
  }
}

/** Some definitions are unknown: a single one is the value, several are one of them or their combination. */
function mergeUnknown(loc: Loc, type: OptionType, definitions: readonly Definition[]): Value {
  const [first] = definitions;
  if (definitions.length === 1 && first) return withHint(force(first.value) as Unknown, loc, type, first);
  const known = definitions.filter((d) => !(force(d.value) instanceof Unknown));
  if (known.length > 0 && type.mergeWithUnknown !== undefined) return type.mergeWithUnknown(loc, definitions);
  if (known.length > 0) mergeValues(loc, type, known);
  return anyDefinition(definitions);
}

const HINTS: readonly (readonly [RegExp, Unknown['type']])[] = [
  [/^package$/, 'package'],
  [/^(str|nonEmptyStr|singleLineStr|separatedString|strMatching.*)$/s, 'string'],
  [/^(attrs|attrsOf|lazyAttrsOf|submodule)$/, 'set'],
];

/** An unknown value as the option's value: with what the type tells, and each alternative merged as a definition. */
function withHint(u: Unknown, loc: Loc, type: OptionType, d: Definition): Unknown {
  const hint = u.type ?? HINTS.find(([name]) => name.test(type.name))?.[1];
  const alternatives = u.alternatives?.map((value) => lazy(() => mergedValue(loc, type, [{ ...d, value }])));
  if (hint === u.type && alternatives === undefined) return u;
  return u.with({ type: hint, alternatives });
}
