// Values, types and places as people read them in a hover or an outline.
import { getAttr } from '../evaluator/attrs';
import { NixError, UnknownSignal, attempt } from '../evaluator/errors';
import { lineAndColumn, type Position } from '../evaluator/position';
import { NixString, Unknown, force, type Attrs, type Lazy, type Value } from '../evaluator/values';
import { ORDER, PRIORITY, typeTag } from '../modules/properties';
import { toPretty, type WrittenSet } from '../nixpkgs-lib/pretty';
import { isDerivationValue } from '../nixpkgs-lib/support';
import type { HostAnalysis } from '../workspace/analysis';
import { adviceOn } from './unknown-text';

const MAX_LENGTH = 1200;
const MAX_LINES = 30;
const MAX_ERROR = 240;

/** Text of a value as a Nix expression, cut where it is long; `multiline` puts long lists and sets on several lines. */
export function valueText(host: Pick<HostAnalysis, 'inSession'>, value: Lazy, multiline: boolean): string {
  try {
    return cut(host.inSession(() => pretty(value, multiline)));
  } catch (error) {
    if (error instanceof UnknownSignal) return `‹${error.unknown.expression}›`;
    if (error instanceof NixError) return `‹${errorText(error)}›`;
    throw error;
  }
}

const ONE_LINE = 60;

function pretty(value: Lazy, multiline: boolean): string {
  const options = { depthLimit: 6, written };
  const short = toPretty(value, { ...options, multiline: false });
  return multiline && (short.length > ONE_LINE || short.includes('\\n')) ? toPretty(value, options) : short;
}

/** Packages by their names, of which nixpkgs alone knows the versions, and what `lib.mkForce` and the like make. */
function written(set: Attrs): WrittenSet | undefined {
  if (attempt(() => isDerivationValue(set)) === true) {
    const name = force(getAttr(set, 'name') ?? null);
    const attribute = name instanceof Unknown ? /^(.+)\.name$/.exec(name.expression)?.[1] : undefined;
    return attribute === undefined ? undefined : { name: attribute };
  }
  const args = (...names: string[]): Lazy[] => names.flatMap((name) => getAttr(set, name) ?? []);
  switch (typeTag(set)) {
    case 'override':
      return withPriority(set, OVERRIDES, 'lib.mkOverride');
    case 'order':
      return withPriority(set, ORDERS, 'lib.mkOrder');
    case 'if':
      return { name: 'lib.mkIf', args: args('condition', 'content') };
    case 'merge':
      return { name: 'lib.mkMerge', args: args('contents') };
    default:
      return undefined;
  }
}

const OVERRIDES: ReadonlyMap<unknown, string> = new Map([
  [PRIORITY.vm, 'lib.mkVMOverride'],
  [PRIORITY.force, 'lib.mkForce'],
  [PRIORITY.default, 'lib.mkDefault'],
  [PRIORITY.optionDefault, 'lib.mkOptionDefault'],
]);
const ORDERS: ReadonlyMap<unknown, string> = new Map([
  [ORDER.before, 'lib.mkBefore'],
  [ORDER.after, 'lib.mkAfter'],
]);

function withPriority(set: Attrs, names: ReadonlyMap<unknown, string>, general: string): WrittenSet | undefined {
  const priority = getAttr(set, 'priority');
  const content = getAttr(set, 'content');
  if (priority === undefined || content === undefined) return undefined;
  const name = names.get(force(priority));
  return name === undefined ? { name: general, args: [priority, content] } : { name, args: [content] };
}

function cut(text: string): string {
  const lines = text.split('\n');
  const few = lines.length > MAX_LINES ? [...lines.slice(0, MAX_LINES), '…'].join('\n') : text;
  return few.length > MAX_LENGTH ? `${few.slice(0, MAX_LENGTH)}…` : few;
}

/** The first line of an error, not longer than people read. */
export function errorText(error: NixError): string {
  const [line = ''] = error.message.split('\n');
  return line.length > MAX_ERROR ? `${line.slice(0, MAX_ERROR)}…` : line;
}

const MAX_NAMES = 12;

/** What a set holds, where its values are too much to show or not all known. */
export function setSummary(names: readonly string[]): string {
  const shown = names.slice(0, MAX_NAMES).join(', ');
  const more = names.length > MAX_NAMES ? ', …' : '';
  return `A set of ${names.length} attributes${shown === '' ? '' : `: ${shown}${more}`}.`;
}

/** Why a value, or a part of its text, is not known; one sentence for each reason. */
export function unknownReasons(value: Value | undefined): string[] {
  const unknowns =
    value instanceof Unknown ? [value] : value instanceof NixString ? value.holes.map((hole) => hole.unknown) : [];
  // A package whose hash nobody can know is no gap.
  const open = unknowns.filter((u) => u.shown === undefined);
  return [
    ...new Set(
      open.map((u) =>
        [`\`‹${u.expression}›\` is not known: ${u.reason}.`, adviceOn(u.reason) ?? ''].join(' ').trimEnd(),
      ),
    ),
  ];
}

/** `runners.nix:12`, lines from 1. */
export function placeText(at: Position): string {
  return `${at.source.path.split('/').at(-1) ?? ''}:${lineAndColumn(at).line}`;
}
