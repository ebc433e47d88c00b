// What the texts of a runner lack because the files at hand do not tell it.
import type { Position } from '../evaluator/position';
import { causeOf } from '../evaluator/unknowns';
import type { Unknown, Value } from '../evaluator/values';
import { showOption, type Definition, type Loc } from '../modules/definition';
import { gaps } from './gaps';
import type { Runner } from './runner';
import type { UnitSetting } from './unit-settings';
import type { WrittenFile } from './written-files';

/** A value in the texts that the files at hand do not tell. */
export interface PreviewUnknown {
  /** As it stands in the texts. */
  readonly placeholder: string;
  readonly expression: string;
  /** The part of the expression for which it is not known; the expression itself where no smaller one is to blame. */
  readonly cause: string;
  /** Why the cause is not known, as a clause. */
  readonly reason: string;
  /** The options that have it, at least one. */
  readonly options: readonly string[];
  /** The cause, else the nearest that is known around it. */
  readonly at: Position | undefined;
}

/** Each unknown value once. */
export function unknownsOf(
  runner: Runner,
  units: readonly { readonly settings: ReadonlyMap<string, UnitSetting> }[],
  files: readonly WrittenFile[],
): PreviewUnknown[] {
  const found = new Map<string, { unknown: Unknown; options: Set<string>; at: Position | undefined }>();
  const note = (v: Value | undefined, loc: Loc, definitions: readonly Pick<Definition, 'at'>[]): void => {
    if (v === undefined) return;
    for (const unknown of gaps(v)) {
      const before = found.get(unknown.expression);
      const at = causeOf(unknown).at ?? unknown.at ?? definitions.map(valuePlace).find((place) => place !== undefined);
      // The runner's own option comes first, and says more than what the module makes of it.
      if (before === undefined) found.set(unknown.expression, { unknown, options: new Set([showOption(loc)]), at });
      else if (loc[0] === runner.loc[0]) before.options.add(showOption(loc));
    }
  };
  for (const state of runner.options.values()) note(state.value, state.loc, state.definitions);
  for (const setting of units.flatMap(({ settings }) => [...settings.values()]))
    note(setting.value, setting.loc, setting.definitions);
  for (const { content, option, origin } of files) note(content, option, [{ at: origin.at }]);
  return [...found.values()].map(({ unknown, options, at }) => ({
    placeholder: `‹${unknown.expression}›`,
    expression: unknown.expression,
    cause: causeOf(unknown).expression,
    reason: unknown.reason,
    options: [...options],
    at,
  }));
}

function valuePlace({ at }: Pick<Definition, 'at'>): Position | undefined {
  return at?.value === undefined ? at : { source: at.source, ...at.value };
}
