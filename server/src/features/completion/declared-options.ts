// Options that modules of the workspace declare, such as those of a wrapper around runners.
import { attrEntries, getAttr } from '../../evaluator/attrs';
import { attempt } from '../../evaluator/errors';
import { isString, textOf } from '../../evaluator/strings';
import { Attrs, force, isList, type Value } from '../../evaluator/values';
import type { EvaluatedOption, OptionGroup } from '../../modules/eval-modules';
import type { OptionType } from '../../modules/option-type';
import { declaredOption, isOption, type DeclaredOption } from '../../modules/options';
import type { HostAnalysis } from '../../workspace/analysis';
import type { ExpressionPlace, PathName } from '../attribute-path';
import type { NameContext, ValuePlace } from '../cursor/contexts';
import { hostOf, quicklyIn, type Moment } from '../moment';
import { RANK, snippetChoice, stringChoice, type Choice, type CompletionItem } from './item';
import { nameInsert, siblings } from './options';

/** An option, or a set that holds some. */
type Below = readonly [name: string, option: DeclaredOption | undefined];

/** The options whose definitions can stand at the cursor; not those of NixOS itself. */
export function declaredOptionItems(moment: Moment, context: NameContext): CompletionItem[] {
  const host = hostOf(moment);
  if (host === undefined || context.inLet) return [];
  const found = quicklyIn(host, () => optionsOf(host, context.place)) ?? [];
  const beside = siblings(context);
  return found.map(([name, option]): CompletionItem => {
    const isSet = option !== undefined && beside.has(name);
    const type = option && quicklyIn(host, () => option.type.description);
    const value = (option && quicklyIn(host, () => typeSnippet(option.type))) ?? '{ $1 }';
    const detail = isSet ? 'set already' : type;
    return {
      label: name,
      kind: 'option',
      ...(detail !== undefined && { detail }),
      ...nameInsert(context, name, value),
      rank: isSet ? RANK.set : RANK.wanted,
      documentation: () => option && quicklyIn(host, () => descriptionOf(option)),
    };
  });
}

/** What the value of such an option can be, where its type says that: inside of `lists` lists, at a place. */
export function declaredOptionChoices(moment: Moment, { path, rooted, lists }: ValuePlace): Choice[] {
  const host = hostOf(moment);
  const name = path.at(-1);
  if (host === undefined || name === undefined) return [];
  const choices = quicklyIn(host, () => {
    const below = optionsOf(host, { path: path.slice(0, -1), rooted });
    const type = below.find(([label]) => label === name)?.[1]?.type;
    return type && typeChoices(type, lists);
  });
  return choices ?? [];
}

function typeChoices(type: OptionType, lists: number): Choice[] {
  const { elemType } = type.nestedTypes;
  const inner = elemType instanceof Attrs ? undefined : elemType;
  switch (type.name) {
    case 'bool':
      return lists === 0 ? ['true', 'false'].map((code) => ({ code, kind: 'boolean' })) : [];
    case 'enum': {
      const values =
        lists === 0 && type.functor.payload ? force(getAttr(type.functor.payload, 'values') ?? null) : null;
      return isList(values) ? values.flatMap((lazy) => textChoice(force(lazy))) : [];
    }
    case 'nullOr':
      return [...(inner ? typeChoices(inner, lists) : []), ...(lists === 0 ? [NULL] : [])];
    case 'listOf':
    case 'nonEmptyListOf':
      return inner && lists > 0 ? typeChoices(inner, lists - 1) : [];
    default:
      return [];
  }
}

const NULL: Choice = { code: 'null', kind: 'keyword' };

function textChoice(value: Value): Choice[] {
  return isString(value) ? [stringChoice(textOf(value))] : [];
}

function optionsOf({ host }: HostAnalysis, { path, rooted }: ExpressionPlace): readonly Below[] {
  return rooted ? optionsAt(host.evaluation.root, path[0] === 'config' ? path.slice(1) : path) : [];
}

function optionsAt(root: OptionGroup, path: readonly PathName[]): readonly Below[] {
  let at: EvaluatedOption | OptionGroup = root;
  for (const [i, name] of path.entries()) {
    if (at.kind === 'option') return isOwn(at) ? optionsInside(at.type, path.slice(i)) : [];
    if (name === undefined || !at.names.includes(name)) return [];
    at = at.child(name);
  }
  if (at.kind === 'option') return isOwn(at) ? optionsInside(at.type, []) : [];
  const group = at;
  return group.names.flatMap((name): Below[] => {
    const child = group.child(name);
    return isOwn(child) ? [[name, child.kind === 'option' ? child : undefined]] : [];
  });
}

/** Whether a file of the workspace declares it, or a part of it. */
function isOwn(at: EvaluatedOption | OptionGroup): boolean {
  if (at.kind === 'option') return at.files.some((file) => file.startsWith('/'));
  return at.names.some((name) => isOwn(at.child(name)));
}

/** The options of the submodules that values of a type hold. */
function optionsInside(type: OptionType, path: readonly PathName[]): readonly Below[] {
  switch (type.name) {
    case 'attrsOf':
    case 'lazyAttrsOf':
      return path.length === 0 ? [] : optionsInElement(type, path.slice(1));
    case 'nullOr':
    case 'listOf':
    case 'nonEmptyListOf':
      return optionsInElement(type, path);
    case 'submodule':
      return subOptions(type.getSubOptions([]), path);
    default:
      return [];
  }
}

function optionsInElement({ nestedTypes: { elemType } }: OptionType, path: readonly PathName[]): readonly Below[] {
  return elemType === undefined || elemType instanceof Attrs ? [] : optionsInside(elemType, path);
}

function subOptions(options: Attrs, path: readonly PathName[]): readonly Below[] {
  const [name, ...rest] = path;
  if (path.length === 0)
    return [...attrEntries(options)].flatMap(([label, lazy]): Below[] => {
      const value = attempt(() => force(lazy));
      if (label.startsWith('_') || !(value instanceof Attrs)) return [];
      return [[label, isOption(value) ? declaredOption([], value) : undefined]];
    });
  const value = name === undefined ? undefined : force(getAttr(options, name) ?? null);
  if (!(value instanceof Attrs)) return [];
  return isOption(value) ? optionsInside(declaredOption([], value).type, rest) : subOptions(value, rest);
}

/** The beginning of a value of a type. */
function typeSnippet(type: OptionType): string {
  switch (type.name) {
    case 'bool':
      return snippetChoice(1, ['true', 'false']);
    case 'str':
    case 'nonEmptyStr':
    case 'singleLineStr':
    case 'separatedString':
      return '"$1"';
    case 'listOf':
    case 'nonEmptyListOf':
      return '[ $1 ]';
    case 'attrs':
    case 'attrsOf':
    case 'lazyAttrsOf':
    case 'submodule':
      return '{ $1 }';
    default:
      return '$1';
  }
}

/** The description, also where it is `lib.mdDoc`'s. */
function descriptionOf({ attrs }: DeclaredOption): string | undefined {
  const given = force(getAttr(attrs, 'description') ?? null);
  const text = given instanceof Attrs ? force(getAttr(given, 'text') ?? null) : given;
  return isString(text) ? textOf(text) : undefined;
}
