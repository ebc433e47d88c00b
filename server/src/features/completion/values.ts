// Values that fit where they stand: the choices of a type, secrets and accounts that the host declares.
import { configEntries, configValue } from '../../rules/system-config';
import { knownText } from '../../rules/known';
import { nixIdentifier, nixStringLiteral } from '../../nixpkgs-lib/nix-syntax';
import {
  SECRETS_MODULES,
  runnerOptions,
  secretPath,
  usualWords,
  type OptionType,
  type RunnerOption,
  type SecretsModule,
} from '../../nixos';
import type { ExpressionContext, StringContext, ValuePlace } from '../cursor/contexts';
import { namesAt, quickly, type Moment } from '../moment';
import { directivesOf } from './directives';
import { RANK, type CompletionItem } from './item';
import { placeAt, type Place } from './place';
import { optionValueSnippet } from './snippets';

/** A value that may stand at a place. */
interface Choice {
  /** Nix code; with `text`, the string literal of it. */
  readonly code: string;
  /** The content, where it is a string. */
  readonly text?: string;
  readonly kind: CompletionItem['kind'];
  readonly detail?: string;
  readonly snippet?: boolean;
  readonly documentation?: () => string | undefined;
}

/** What may be written at a place that asks for something certain; empty where any expression may stand. */
export function valueItems(moment: Moment, context: ExpressionContext | StringContext): CompletionItem[] {
  const { value } = context;
  const place = value && placeAt(moment, value, context.chain);
  if (value === undefined || place === undefined) return [];
  const choices = choicesAt(moment, context, place, value);
  return context.kind === 'string'
    ? choices.flatMap((choice) => insideString(context, choice))
    : choices.map(asExpression);
}

function asExpression({ code, text, kind, detail, snippet, documentation }: Choice): CompletionItem {
  return {
    label: snippet === true ? (detail ?? code) : code,
    kind,
    ...(detail !== undefined && snippet !== true && { detail }),
    ...(snippet === true && { insert: code, snippet }),
    ...(text !== undefined && { filter: text }),
    rank: RANK.asked,
    ...(documentation && { documentation }),
  };
}

/** Strings only; what the string lacks of its end comes with them. */
function insideString(context: StringContext, { text, kind, detail, documentation }: Choice): CompletionItem[] {
  if (text === undefined) return [];
  const content = nixStringLiteral(text).slice(1, -1);
  return [
    {
      label: text,
      kind,
      ...(detail !== undefined && { detail }),
      insert: context.closed ? content : `${content}"`,
      rank: RANK.asked,
      ...(documentation && { documentation }),
    },
  ];
}

function string(text: string, kind: Choice['kind'] = 'value', detail?: string): Choice {
  return { code: nixStringLiteral(text), text, kind, ...(detail !== undefined && { detail }) };
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
    return option === undefined ? [] : optionChoices(moment, context, option, value.lists);
  }
  if (key === undefined) return SWITCHES.has(name) && value.lists === 0 ? BOOLEANS : [];
  const section = SECTIONS[place.kind][name];
  return section === undefined ? [] : directiveChoices(moment, section, key, value.lists);
}

/** Attributes of a service that are on or off. */
const SWITCHES: ReadonlySet<string> = new Set(['enable', 'restartIfChanged', 'reloadIfChanged', 'stopIfChanged']);

const SECTIONS: Readonly<Record<'runner' | 'service', Readonly<Partial<Record<string, 'Service' | 'Unit'>>>>> = {
  runner: { serviceOverrides: 'Service' },
  service: { serviceConfig: 'Service', unitConfig: 'Unit' },
};

function directiveChoices(moment: Moment, section: 'Service' | 'Unit', name: string, lists: number): readonly Choice[] {
  const directive = directivesOf(moment, section).find((d) => d.name === name);
  if (directive === undefined || lists > 1) return [];
  const words = [...(directive.words ?? []), ...usualWords(name)].map((word) => string(word));
  return directive.kind === 'boolean' && lists === 0 ? [...BOOLEANS, ...words] : words;
}

function optionChoices(
  moment: Moment,
  context: ExpressionContext | StringContext,
  option: RunnerOption,
  lists: number,
): readonly Choice[] {
  const own = typeChoices(option.type, lists);
  if (lists > 0) return own;
  switch (option.name) {
    case 'tokenFile':
      return secretChoices(moment, context);
    case 'user':
      return [...accountChoices(moment, ['users', 'users']), ...own];
    case 'group':
      return [...accountChoices(moment, ['users', 'groups']), ...own];
    default:
      return own.length > 0 ? own : beginning(option);
  }
}

/** The choices of a type, inside of `lists` lists. */
function typeChoices(type: OptionType, lists: number): readonly Choice[] {
  switch (type.kind) {
    case 'bool':
      return lists === 0 ? BOOLEANS : [];
    case 'enum':
      return lists === 0 ? type.values.map((value) => string(value)) : [];
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
    { code, kind: 'snippet', detail: code.replace(/\$\{\d:(\w+)\}/g, '$1').replace(/\$\d/g, '…'), snippet: true },
  ];
}

/** Users or groups that the files of the host declare. */
function accountChoices(moment: Moment, path: readonly string[]): Choice[] {
  const names = (moment.file?.hosts ?? []).flatMap(
    ({ host }) => quickly(moment, () => configEntries(host, path))?.map(({ name }) => name) ?? [],
  );
  return [...new Set(names)].map((name) => string(name, 'account', `declared in ${path.join('.')}`));
}

interface Secret {
  readonly module: SecretsModule;
  readonly name: string;
  readonly file: string | undefined;
}

/** Secrets that the files of the host declare, as the option that holds their path. */
function secretChoices(moment: Moment, context: ExpressionContext | StringContext): Choice[] {
  const hasConfig = quickly(moment, () => namesAt(moment, context.chain).variables.has('config')) === true;
  return declaredSecrets(moment).flatMap(({ module, name, file }): Choice[] => {
    const option = `config.${module.path.join('.')}.${nixIdentifier(name)}.path`;
    const detail = `${module.name}${file === undefined ? '' : `, ${file}`}`;
    const documentation = (): string => `The secret \`${name}\` that ${module.name} decrypts on the machine.`;
    if (context.kind === 'string' || !hasConfig)
      return file === undefined ? [] : [{ ...string(file, 'secret', `${module.name}, ${name}`), documentation }];
    return [{ code: option, kind: 'secret', detail, documentation }];
  });
}

function declaredSecrets(moment: Moment): Secret[] {
  const found = (moment.file?.hosts ?? []).flatMap(({ host }) =>
    SECRETS_MODULES.flatMap((module) =>
      (quickly(moment, () => configEntries(host, module.path)) ?? []).map(({ name }): Secret => {
        const path = quickly(moment, () => knownText(configValue(host, [...module.path, name, 'path']) ?? null));
        return { module, name, file: path ?? secretPath(module, { name }) };
      }),
    ),
  );
  return [...new Map(found.map((secret) => [`${secret.module.path.join('.')}.${secret.name}`, secret])).values()];
}
