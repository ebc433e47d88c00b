// Definitions of options and the errors about them.
import { attrsOf, getAttr } from '../evaluator/attrs';
import { coerceToString, forceAttrs } from '../evaluator/coerce';
import { NixError, UnknownSignal } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { textOf } from '../evaluator/strings';
import type { Attrs, Unknown } from '../evaluator/values';
import { type Lazy } from '../evaluator/values';
import { nixIdentifier } from '../nixpkgs-lib/nix-syntax';
import { toPretty } from '../nixpkgs-lib/pretty';

/** An option's path. */
export type Loc = readonly string[];

export function sameLoc(a: Loc, b: Loc): boolean {
  return a.length === b.length && a.every((name, i) => name === b[i]);
}

/** One value that a module gives an option. */
export interface Definition {
  /** The module's file, as nixpkgs shows it. */
  readonly file: string;
  readonly value: Lazy;
  /** The attribute's name, with the span of its value. */
  readonly at: Position | undefined;
  /** Conditions that cannot be known; the definition counts only if they hold. */
  readonly conditions: readonly Unknown[];
  /** Set by `mkOverride` and friends when it was stripped: 50 for mkForce, 1000 for mkDefault. */
  readonly priority?: number;
  /** Set by `mkOrder` and friends when it was stripped. */
  readonly order?: number;
  /** For an element of a list that a definition consists of: its index there. `at` is then the place of the list. */
  readonly element?: number;
  /** Set where a set of which not all names are known may define the option: it counts where nothing else does. */
  readonly possible?: boolean;
}

/** What went wrong with an option, for rules that place findings. */
export type OptionProblem =
  'type-mismatch' | 'conflicting-definitions' | 'missing-definition' | 'unknown-option' | 'read-only' | 'declaration';

/** An error of the module system about an option; `message` is nixpkgs' own text. */
export class OptionError extends NixError {
  constructor(
    readonly problem: OptionProblem,
    readonly loc: Loc,
    message: string,
    /** The definitions at fault. */
    readonly definitions: readonly Definition[] = [],
    /** What the type is called, for `type-mismatch`. */
    readonly typeDescription: string | undefined = undefined,
  ) {
    const first = definitions.find((d) => d.at !== undefined)?.at;
    super(message, first, 'thrown');
  }
}

const TAKEN_OVER = new WeakMap<Attrs, Definition>();
const FROM_DEFINITION = new WeakMap<Attrs, Definition>();

/** The `{ file; value; }` set that Nix code sees. */
export function definitionValue(d: Definition): Attrs {
  const attrs = attrsOf({ file: d.file, value: d.value, ...(d.order !== undefined && { priority: d.order }) });
  FROM_DEFINITION.set(attrs, d);
  return attrs;
}

/**
 * A definition of another option as a module takes it over. To nixpkgs it is a value of that module; here it keeps its
 * place and its conditions, too.
 */
export function takenOver(d: Definition): Attrs {
  const attrs = attrsOf({ _type: 'definition', value: d.value });
  TAKEN_OVER.set(attrs, d);
  return attrs;
}

export function isTakenOver(v: Attrs): boolean {
  return TAKEN_OVER.has(v);
}

/** The definition that a value with `_type = "definition"` stands for, among those of a module with the file. */
export function innerDefinition(v: Attrs, file: string): Definition {
  const taken = TAKEN_OVER.get(v);
  return taken === undefined ? definitionFromValue(v) : { ...taken, file };
}

/** `mkDefinition { file; value; }`: a definition that keeps its file when it is moved to another option. */
export function mkDefinition(d: Definition): Attrs {
  const attrs = attrsOf({ _type: 'definition', file: d.file, value: d.value });
  FROM_DEFINITION.set(attrs, d);
  return attrs;
}

/** A definition from its form in Nix code, `{ file; value; }`. */
export function definitionFromValue(v: Lazy): Definition {
  const attrs = forceAttrs(v);
  const known = FROM_DEFINITION.get(attrs);
  if (known) return known;
  const file = getAttr(attrs, 'file');
  return {
    file: file === undefined ? '<unknown-file>' : textOf(coerceToString(file, { more: true })),
    value: getAttr(attrs, 'value') ?? null,
    at: undefined,
    conditions: [],
  };
}

/** `*`, `<name>` and the like stand for any name and are shown as they are. */
const PLACEHOLDER = /^(\*|<.*>)$/s;

/** `a."b c".d`, as lib.options.showOption. */
export function showOption(loc: Loc): string {
  return loc.map((part) => (PLACEHOLDER.test(part) ? part : nixIdentifier(part))).join('.');
}

/** `` `a.nix', `b.nix' and `c.nix' `` as lib.options.showFiles. */
export function showFiles(files: readonly string[]): string {
  return files.map((f) => `\`${f}'`).join(' and ');
}

const MAX_LINES = 5;

/** The list of definitions in messages, as lib.options.showDefs. */
export function showDefinitions(definitions: readonly Definition[]): string {
  return definitions.map((d) => `\n- In \`${d.file}'${showValue(d.value)}`).join('');
}

function showValue(value: Lazy): string {
  let lines: string[];
  try {
    lines = toPretty(value, { depthLimit: 10 }).split('\n');
  } catch (error) {
    if (error instanceof UnknownSignal || (error instanceof NixError && error.kind !== 'budget')) return '';
    throw error;
  }
  if (lines.length === 1) return `: ${lines[0]}`;
  const shown = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '...'] : lines;
  return `:\n    ${shown.join('\n    ')}`;
}
