// Values that fit where they stand: the choices of a type, what the host declares, the words of directives.
import { nixStringLiteral } from '../../nixpkgs-lib/nix-syntax';
import { runnerOptions, usualWords, type OptionType, type RunnerOption } from '../../nixos';
import type { ExpressionContext, StringContext, ValuePlace } from '../cursor/contexts';
import type { Moment } from '../moment';
import { declaredChoices } from './declared';
import { declaredOptionChoices } from './declared-options';
import { directivesOf } from './directives';
import { RANK, stringChoice, type Choice, type CompletionItem } from './item';
import { moduleSettings, type ModuleForm } from './module-settings';
import { packageChoices } from './packages';
import { placeAt, type Place } from './place';
import { optionValueSnippet } from './snippets';

/** What may be written at a place that asks for something certain; empty where any expression may stand. */
export function valueItems(moment: Moment, context: ExpressionContext | StringContext): CompletionItem[] {
  const { value } = context;
  if (value === undefined) return [];
  const place = placeAt(moment, value, context.chain);
  const listed = value.lists > 0 ? textsBeside(context) : new Set<string>();
  const own = (): readonly Choice[] => (value.asText ? [] : declaredOptionChoices(moment, value));
  const found = place === undefined ? own() : choicesAt(moment, context, place, value);
  const choices = found.filter(({ text = '' }) => !listed.has(text));
  return context.kind === 'string'
    ? choices.flatMap((choice) => insideString(context, choice))
    : choices.map(asExpression);
}

function asExpression(choice: Choice): CompletionItem {
  const { code, text, kind, detail, snippet, documentation, rank = RANK.asked } = choice;
  return {
    label: snippet === true ? (detail ?? code) : code,
    kind,
    ...(detail !== undefined && snippet !== true && { detail }),
    ...(snippet === true && { insert: code, snippet }),
    ...(text !== undefined && { filter: text }),
    rank,
    ...(documentation && { documentation }),
  };
}

/** Strings only; what the string lacks of its end comes with them. */
function insideString({ closed }: StringContext, choice: Choice): CompletionItem[] {
  const { text, kind, detail, documentation, rank = RANK.asked } = choice;
  if (text === undefined) return [];
  const content = nixStringLiteral(text).slice(1, -1);
  const insert = closed ? content : `${content}"`;
  return [
    {
      label: text,
      kind,
      insert,
      ...(detail !== undefined && { detail }),
      ...(insert !== text && { filter: text }),
      rank,
      ...(documentation && { documentation }),
    },
  ];
}

/** The strings in the list around the cursor, without the one at it. */
function textsBeside({ chain, typed }: ExpressionContext | StringContext): ReadonlySet<string> {
  const list = chain.findLast((expr) => expr.kind === 'List');
  const items = list?.kind === 'List' ? list.items : [];
  return new Set(
    items.flatMap((item) =>
      item.kind === 'String' && (item.span.end < typed.start || item.span.start > typed.end)
        ? item.parts.filter((part) => typeof part === 'string')
        : [],
    ),
  );
}

const BOOLEANS: readonly Choice[] = [
  { code: 'true', kind: 'boolean' },
  { code: 'false', kind: 'boolean' },
];

function choicesAt(
  moment: Moment,
  context: ExpressionContext | StringContext,
  place: Place,
  value: ValuePlace,
): readonly Choice[] {
  if (place.kind === 'runners' || place.kind === 'services') return [];
  const [name, key, ...deeper] = place.rest;
  if (name === undefined || deeper.length > 0) return [];
  if (place.kind === 'runner' && key === undefined) {
    const option = runnerOptions(moment.release, place.tree).find((o) => o.name === name);
    if (option === undefined) return [];
    // What stands for a text and is none itself.
    if (value.asText)
      return value.lists > 0 ? [] : declaredChoices(moment, context, name).filter(({ text }) => text === undefined);
    return optionChoices(moment, context, option, value.lists);
  }
  if (value.asText) return [];
  if (key === undefined) return SWITCHES.has(name) && value.lists === 0 ? BOOLEANS : [];
  const section = SECTIONS[place.kind][name];
  if (section === undefined) return [];
  const account = ACCOUNTS[key];
  if (account !== undefined) return value.lists === 0 ? declaredChoices(moment, context, account) : [];
  const form = moduleSettings(place, name)(key).form;
  return directiveChoices(moment, section, key, value.lists, form);
}

/** Directives that take what an option takes, too. */
const ACCOUNTS: Readonly<Partial<Record<string, 'user' | 'group'>>> = { User: 'user', Group: 'group' };

/** Attributes of a service that are on or off. */
const SWITCHES: ReadonlySet<string> = new Set(['enable', 'restartIfChanged', 'reloadIfChanged', 'stopIfChanged']);

const SECTIONS: Readonly<Record<'runner' | 'service', Readonly<Partial<Record<string, 'Service' | 'Unit'>>>>> = {
  runner: { serviceOverrides: 'Service' },
  service: { serviceConfig: 'Service', unitConfig: 'Unit' },
};

/** The words of a directive; in lists of their own where the module's definition, with which they merge, is one. */
function directiveChoices(
  moment: Moment,
  section: 'Service' | 'Unit',
  name: string,
  lists: number,
  form: ModuleForm,
): readonly Choice[] {
  const directive = directivesOf(moment, section).find((d) => d.name === name);
  if (directive === undefined || lists > 1) return [];
  const words = [...(directive.words ?? []), ...usualWords(name)].map((word) => stringChoice(word));
  if (lists === 0 && form === 'list') return words.map((word) => ({ ...word, code: `[ ${word.code} ]` }));
  return directive.kind === 'boolean' && lists === 0 ? [...BOOLEANS, ...words] : words;
}

function optionChoices(
  moment: Moment,
  context: ExpressionContext | StringContext,
  option: RunnerOption,
  lists: number,
): readonly Choice[] {
  const own = typeChoices(option.type, lists);
  if (option.name === 'extraPackages' && lists === 1) return packageChoices(moment, context.chain);
  if (lists > 0) return own;
  const found = [...declaredChoices(moment, context, option.name), ...own];
  return found.length > 0 || option.name === 'tokenFile' ? found : beginning(option);
}

/** The choices of a type, inside of `lists` lists. */
function typeChoices(type: OptionType, lists: number): readonly Choice[] {
  switch (type.kind) {
    case 'bool':
      return lists === 0 ? BOOLEANS : [];
    case 'enum':
      return lists === 0 ? type.values.map((value) => stringChoice(value)) : [];
    case 'nullOr': {
      const inner = typeChoices(type.of, lists);
      return lists === 0 ? [...inner, { code: 'null', kind: 'keyword' }] : inner;
    }
    case 'listOf':
    case 'nonEmptyListOf':
      return lists === 0 ? [] : typeChoices(type.of, lists - 1);
    case 'str':
    case 'path':
    case 'package':
    case 'attrs':
    case 'strMatching':
      return [];
    default:
      return type satisfies never;
  }
}

/** The beginning of a value, for types without choices. */
function beginning(option: RunnerOption): Choice[] {
  const code = optionValueSnippet(option);
  return [
    { code, kind: 'snippet', detail: code.replace(/\$\{\d:([\w-]+)\}/g, '$1').replace(/\$\d/g, '…'), snippet: true },
  ];
}
