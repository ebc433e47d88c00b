// Completion: what can be written where the cursor stands.
import type { Expr } from '../../syntax/ast';
import { calleeName } from '../../syntax/names';
import { placeOf } from '../attribute-path';
import { innermostModule } from '../inner-modules';
import { contextAt } from '../cursor/context';
import type { CursorContext, NameContext } from '../cursor/contexts';
import { hostRunners } from '../file-runners';
import type { Moment } from '../moment';
import { argumentItems } from './arguments';
import { attributeItems } from './attributes';
import { declaredOptionItems } from './declared-options';
import { directiveItems, environmentItems, serviceAttributeItems, serviceItems } from './directives';
import { RANK, type CompletionItem, type CompletionKind, type CompletionList } from './item';
import { definitionSnippets, moduleTemplates } from './module-snippets';
import { optionItems, runnerItems, siblings, treeItems } from './options';
import { packageItems } from './packages';
import { pathItems } from './paths';
import { placeAt, type Place } from './place';
import { valueItems } from './values';
import { formalItems, inheritItems, keyword, keywordItems, variableItems } from './variables';

/**
 * What can be written at an offset (UTF-16). `trigger` is the character whose typing asked for it, where it was not the
 * person; the answer is then empty unless the character begins something.
 */
export function completion(moment: Moment, offset: number, trigger?: string): CompletionList | undefined {
  const context = contextAt(moment.program.parse, offset);
  if (context === undefined || (trigger !== undefined && !isBegun(context, trigger))) return undefined;
  const items = itemsFor(moment, context).filter((item) => moment.nixElsewhere !== true || !isGeneral(item));
  if (items.length === 0 || (trigger === ' ' && !items.some(({ kind }) => CHOSEN.has(kind)))) return undefined;
  return { items: distinct(items), typed: context.typed, incomplete: moment.file?.program !== moment.program };
}

/** Whether any language server for Nix offers it. */
function isGeneral({ kind, rank }: CompletionItem): boolean {
  return GENERAL.has(kind) || (kind === 'keyword' && rank !== RANK.asked);
}

const GENERAL: ReadonlySet<CompletionKind> = new Set<CompletionKind>([
  'variable',
  'attribute',
  'function',
  'file',
  'folder',
]);

/** Kinds of items that people choose from rather than write themselves. */
const CHOSEN: ReadonlySet<CompletionKind> = new Set<CompletionKind>([
  'value',
  'boolean',
  'secret',
  'account',
  'package',
]);

/** The characters that begin something, and what they begin. */
function isBegun(context: CursorContext, trigger: string): boolean {
  switch (trigger) {
    case '.':
      return context.kind === 'select' || (context.kind === 'name' && context.dotted);
    case '/':
      return context.kind === 'path';
    case '"':
      return context.kind === 'string' || ((context.kind === 'name' || context.kind === 'select') && context.quoted);
    case ' ':
      return context.kind === 'expression' && context.value !== undefined && !context.argument;
    default:
      return true;
  }
}

function itemsFor(moment: Moment, context: CursorContext): CompletionItem[] {
  switch (context.kind) {
    case 'name':
      return nameItems(moment, context);
    case 'select':
      return [...attributeItems(moment, context), ...packageItems(moment, context)];
    case 'string':
      return valueItems(moment, context);
    case 'expression': {
      const template = moduleTemplates(moment, context);
      if (template.length > 0) return template;
      const asked = valueItems(moment, context);
      // Files that have nothing to do with runners are left to what other extensions offer for all of Nix.
      if (asked.length === 0 && !isAboutRunners(moment)) return [];
      return [...asked, ...variableItems(moment, context.chain), ...keywordItems(context)];
    }
    case 'inherit':
      return inheritItems(moment, context);
    case 'formal':
      return formalItems(moment, context);
    case 'path':
      return pathItems(moment, context);
    default:
      return context satisfies never;
  }
}

function isAboutRunners({ file }: Moment): boolean {
  return file !== undefined && file.hosts.length > 0;
}

function nameItems(moment: Moment, context: NameContext): CompletionItem[] {
  const { place, chain, dotted, quoted } = context;
  const own = argumentItems(moment, context);
  const at = context.inLet ? undefined : placeAt(moment, place, chain);
  const found =
    own.length > 0
      ? own
      : at !== undefined
        ? placeItems(moment, context, at)
        : [...treesAt(moment, context), ...declaredOptionItems(moment, context)];
  if (dotted || quoted || !isAboutRunners(moment)) return found;
  return [...found, keyword('inherit'), ...(context.inLet ? [keyword('in')] : [])];
}

function placeItems(moment: Moment, context: NameContext, place: Place): CompletionItem[] {
  const all = moment.file === undefined ? [] : hostRunners(moment.file);
  switch (place.kind) {
    case 'runners':
      return runnerItems(moment, context);
    case 'services':
      return serviceItems(context, all);
    case 'runner': {
      const [option, ...deeper] = place.rest;
      if (option === undefined && place.rest.length === 0)
        return optionItems(moment, context, place.tree, place.runners);
      if (deeper.length > 0) return [];
      if (option === 'serviceOverrides') return directiveItems(moment, context, 'Service', place);
      return option === 'extraEnvironment' ? environmentItems(context, place.runners) : [];
    }
    case 'service': {
      const [attribute, ...deeper] = place.rest;
      if (place.rest.length === 0) return serviceAttributeItems(moment, context);
      if (deeper.length > 0) return [];
      if (attribute === 'serviceConfig') return directiveItems(moment, context, 'Service', place);
      if (attribute === 'unitConfig') return directiveItems(moment, context, 'Unit', place);
      return attribute === 'environment' ? environmentItems(context, place.runners) : [];
    }
    default:
      return place satisfies never;
  }
}

/** The trees of runners in `services`, and with snippets for runners in a module's own set. */
function treesAt(moment: Moment, context: NameContext): CompletionItem[] {
  const { inLet, quoted, names } = context;
  // What is begun in the set is no part of it yet.
  const outer = context.chain.slice(0, context.chain.findLastIndex((expr) => expr === context.set) + 1);
  const module = innermostModule(outer);
  const isInner = module !== outer;
  const around = placeOf(module);
  const { path, rooted } = isInner ? { ...around, path: [...around.path, ...names] } : context.place;
  if (inLet || quoted || !rooted) return [];
  const own = path[0] === 'config' ? path.slice(1) : path;
  if (own.length === 1 && own[0] === 'services') return treeItems(moment, 1);
  if (own.length > 0 || !(isAboutRunners(moment) || isInModule(isInner ? module : context.chain))) return [];
  // What a flake is made of is no configuration.
  if (!isInner && moment.program.source.path.endsWith('/flake.nix')) return [];
  // Beside `config` a module has nothing but imports and options.
  const isSplit = path.length === 0 && siblings(context).has('config');
  return [...treeItems(moment, 0), ...(context.dotted || isSplit ? [] : definitionSnippets(moment, context))];
}

/** Whether the file is a function as modules are, of a set that may have more than what is named, and no call makes its value. */
function isInModule([root, ...inner]: readonly Expr[]): boolean {
  if (root?.kind !== 'Lambda' || root.formals?.ellipsis !== true) return false;
  return inner.every((expr) => expr.kind !== 'Apply' || ['mkIf', 'mkMerge'].includes(calleeName(expr) ?? ''));
}

/** Each label once, the first of its kind, in the order of the ranks. */
function distinct(items: readonly CompletionItem[]): CompletionItem[] {
  const found = new Map<string, CompletionItem>();
  for (const item of items) {
    const known = found.get(item.label);
    if (known === undefined || known.rank > item.rank) found.set(item.label, item);
  }
  return [...found.values()].sort((a, b) => a.rank - b.rank);
}
