// Which definition or default put each part of a runner's generated texts there.
import { attempt } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { isString, textOf } from '../evaluator/strings';
import { expressionWith, innermostPlace, valuePlace } from '../rules/places';
import type { UnitLine } from '../nixos';
import { otherUnitLineOrigin, unitLineOrigin, type LineOrigin, type WrittenPart } from '../runner/origins';
import type { OtherUnit } from '../runner/other-units';
import type { Preview, PreviewScript } from '../runner/preview';
import type { Runner, RunnerOptionState } from '../runner/runner';
import type { Span } from '../syntax/ast';
import type { HostAnalysis } from '../workspace/analysis';
import { everyServiceText, madeFromText, moduleLinesText, originText } from './origin-text';
import type { ProgramAt } from './preview';
import { placedLines, stringsOf } from './text-sources';

/** Where a part of a generated text comes from. */
export interface Origin {
  /** UTF-16 offsets in the generated text. */
  readonly span: Span;
  readonly markdown: string;
  /** The definitions that people wrote; empty where the module or NixOS did. */
  readonly places: readonly Position[];
}

/** The origins of the lines of the service's unit. */
export function unitOrigins(host: HostAnalysis, preview: Preview, programAt: ProgramAt): Origin[] {
  return lineOrigins(host, preview, preview.unit.lines, (line) => unitLineOrigin(host.host, preview, line), programAt);
}

/** The origins of the lines of a timer, a path or a slice. */
export function otherUnitOrigins(
  host: HostAnalysis,
  preview: Preview,
  unit: OtherUnit,
  programAt: ProgramAt,
): Origin[] {
  return lineOrigins(host, preview, unit.lines, (line) => otherUnitLineOrigin(preview, unit, line), programAt);
}

function lineOrigins(
  host: HostAnalysis,
  preview: Preview,
  lines: readonly UnitLine[],
  originOf: (line: UnitLine) => LineOrigin | undefined,
  programAt: ProgramAt,
): Origin[] {
  return spansOf(lines).flatMap(({ line, span }) => {
    if (line.key === undefined) return [];
    const origin = host.inSession(() => attempt(() => originOf(line)));
    if (origin === undefined) return [{ span, markdown: everyServiceText(host), places: [] }];
    const written = origin.written.flatMap((part) => partPlace(part, programAt) ?? []);
    const options = origin.from.flatMap((state) => optionPlaces(state));
    const markdown = originText(host, preview.runner, origin);
    return [{ span, markdown, places: written.length > 0 ? written : options }];
  });
}

/** The origins of the lines of a script; lines that are the same for every runner are one. */
export function scriptOrigins(
  host: HostAnalysis,
  preview: Preview,
  script: PreviewScript,
  programAt: ProgramAt,
): Origin[] {
  const origins: Origin[] = [];
  let own: Span | undefined;
  const endOwn = (): void => {
    if (own !== undefined) origins.push({ span: own, markdown: moduleLinesText(host), places: [] });
    own = undefined;
  };
  for (const { line, span } of spansOf(script.lines)) {
    if (line.from.length === 0 && line.key === undefined) {
      own = { start: own?.start ?? span.start, end: span.end };
      continue;
    }
    endOwn();
    if (line.key === undefined) origins.push({ span, ...madeFrom(host, preview.runner, line.from) });
    else
      origins.push(
        ...commands(host, preview, { text: line.text, key: line.key }, programAt).map((origin) => ({
          ...origin,
          span: { start: span.start + origin.span.start, end: span.start + origin.span.end },
        })),
      );
  }
  endOwn();
  return origins;
}

/** The origins of the attributes of the registration file. */
export function registrationOrigins(host: HostAnalysis, { registration, runner }: Preview): Origin[] {
  // Behind the opening brace.
  let start = 1;
  return registration.parts.map(({ option, text }) => {
    const span = { start, end: start + text.length };
    start = span.end + 1;
    return { span, ...madeFrom(host, runner, [option]) };
  });
}

function madeFrom(host: HostAnalysis, runner: Runner, options: readonly string[]): Omit<Origin, 'span'> {
  const states = options.flatMap((name) => runner.options.get(name) ?? []);
  return { markdown: madeFromText(host, states), places: states.flatMap(optionPlaces) };
}

/** Commands that people wrote into `preStart` and the like: each line leads to where it is written. */
function commands(
  host: HostAnalysis,
  preview: Preview,
  { text, key }: { readonly text: string; readonly key: string },
  programAt: ProgramAt,
): Origin[] {
  const setting = preview.service.settings.get(key);
  const definitions = setting?.definitions.filter(({ at }) => at !== undefined) ?? [];
  const loc = setting?.loc ?? [];
  const written = definitions.map((definition) => ({ definition }));
  const markdown = originText(host, preview.runner, { loc, written, module: [], replaced: [], from: [] });
  const given = setting?.value !== undefined && isString(setting.value) ? textOf(setting.value) : '';
  const places = new Map(
    definitions.flatMap((d) => valuePlace(d) ?? []).map((at) => [`${at.source.path} ${at.start}`, at]),
  );
  const strings = [...places.values()].flatMap((at) => {
    const root = programAt(at.source.path)?.parse.root;
    const expr = root && expressionWith(root, at);
    return expr === undefined ? [] : stringsOf(at.source, expr);
  });
  return placedLines(text, given, strings).map(({ span, place }) => ({
    span,
    markdown,
    places: place === undefined ? definitions.flatMap(({ at }) => at ?? []) : [place],
  }));
}

function optionPlaces({ definitions }: RunnerOptionState): Position[] {
  return definitions.flatMap(({ at }) => at ?? []);
}

/** The place of an element of a list that is written out, else of the definition's name. */
function partPlace({ definition, element }: WrittenPart, programAt: ProgramAt): Position | undefined {
  return element === undefined ? definition.at : innermostPlace(definition, { program: programAt }, element);
}

/** Lines with their spans in the text that they make up. */
function spansOf<T extends { readonly text: string }>(lines: readonly T[]): { line: T; span: Span }[] {
  let start = 0;
  return lines.map((line) => {
    const span = { start, end: start + line.text.length };
    start = span.end + 1;
    return { line, span };
  });
}
