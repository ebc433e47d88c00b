// Names in the trees of runners: the trees, runners, and a runner's options.
import { nixIdentifier } from '../../nixpkgs-lib/nix-syntax';
import { optionTrees, runnerOptions, typeDescription, type OptionTree, type RunnerOption } from '../../nixos';
import type { Expr } from '../../syntax/ast';
import type { NameContext } from '../cursor/contexts';
import { hostRunners, type HostRunner } from '../file-runners';
import { optionMarkdown } from '../hover';
import type { Runner } from '../../runner/runner';
import { hostOf, type Moment } from '../moment';
import { movedOffset } from '../moved-offset';
import { defaultExpression } from '../option-default';
import { RANK, writtenName, type CompletionItem } from './item';
import { declaredChoices } from './declared';
import { optionValueSnippet } from './snippets';

const TREE_DETAIL: Readonly<Record<OptionTree, string>> = {
  plural: 'self-hosted runners for GitHub Actions',
  singular: 'a self-hosted runner for GitHub Actions',
};

/** The trees that the release has, without the first `depth` names of their paths. */
export function treeItems({ release }: Moment, depth: number): CompletionItem[] {
  const trees = optionTrees(release);
  return (['plural', 'singular'] as const).flatMap((tree): CompletionItem[] => {
    const { path, status } = trees[tree];
    const label = path.slice(depth).join('.');
    return status === 'exists' ? [{ label, kind: 'option', detail: TREE_DETAIL[tree], rank: RANK.asked }] : [];
  });
}

/** Runners that exist already, and a new one with the options that it needs. */
export function runnerItems(moment: Moment, context: NameContext): CompletionItem[] {
  const runners = moment.file === undefined ? [] : hostRunners(moment.file);
  const names = new Map(
    runners.flatMap(({ runner }) =>
      runner.tree === 'plural' && !isTyped(moment, context, runner) ? [[runner.attribute, runner]] : [],
    ),
  );
  const known = [...names].map(([name, runner]): CompletionItem => ({
    label: nixIdentifier(name),
    kind: 'runner',
    detail: runner.names.unit,
    ...writtenName(context, name),
    rank: RANK.wanted,
  }));
  if (context.goesOn || context.quoted) return known;
  const { body, options } = requiredOptions(moment, context, 'plural', 2);
  return [
    {
      label: 'new runner',
      kind: 'snippet',
      detail: options.map(({ name }) => name).join(', '),
      insert: `\${1:name} = {\n\t${body.join('\n\t')}\n}${context.ends ? '' : ';'}`,
      snippet: true,
      rank: RANK.asked,
      documentation: () => 'A runner with the options that it needs.',
    },
    ...known,
  ];
}

/** Whether a runner exists only because its name is being typed at the cursor. */
function isTyped({ file, program: { source } }: Moment, { typed }: NameContext, runner: Runner): boolean {
  const start = file && movedOffset(source.text, file.program.source.text)(typed.start);
  const { definedAt } = runner;
  return definedAt.length > 0 && definedAt.every((at) => at.source.path === source.path && at.start === start);
}

/** The options without which there is no runner, as lines whose places begin with `place`. */
function requiredOptions(
  moment: Moment,
  { chain }: NameContext,
  tree: OptionTree,
  place: number,
  isSet: (name: string) => boolean = () => false,
): { body: string[]; options: RunnerOption[] } {
  const options = runnerOptions(moment.release, tree).filter(
    (option) => (option.name === 'enable' || option.default.kind === 'required') && !isSet(option.name),
  );
  let next = place;
  const body = options.map((option) => {
    if (option.name === 'enable') return 'enable = true;';
    const { text, places } = movedPlaces(valueSnippet(moment, chain, option), next);
    next += places;
    return `${option.name} = ${text};`;
  });
  return { body, options };
}

/** A value of an option at a place: one that the host declares for it, where there are such. */
function valueSnippet(moment: Moment, chain: readonly Expr[], option: RunnerOption): string {
  const declared = declaredChoices(moment, { kind: 'name', chain }, option.name);
  return optionValueSnippet(
    option,
    declared.filter(({ rank }) => rank === RANK.asked).map(({ code }) => code),
  );
}

/** A snippet whose places count from `first` instead of 1. */
function movedPlaces(snippet: string, first: number): { text: string; places: number } {
  const places = new Set<string>();
  const text = snippet.replace(/(?<!\\)\$(\{?)(\d+)/g, (_, brace: string, digits: string) => {
    places.add(digits);
    return `$${brace}${Number(digits) + first - 1}`;
  });
  return { text, places: places.size };
}

/** A runner's options, those that are not set first. */
export function optionItems(
  moment: Moment,
  context: NameContext,
  tree: OptionTree,
  runners: readonly HostRunner[],
): CompletionItem[] {
  const beside = siblings(context);
  const here = runners.filter(({ host }) => host === runners[0]?.host);
  const isSet = (name: string): boolean =>
    beside.has(name) ||
    (!context.goesOn && here.some(({ runner }) => (runner.options.get(name)?.definitions.length ?? 0) > 0));
  const options = runnerOptions(moment.release, tree).map((option) =>
    optionItem(moment, context, option, tree, runners, isSet(option.name)),
  );
  const missing = requiredOptions(moment, context, tree, 1, isSet);
  if (context.goesOn || context.quoted || context.dotted || missing.options.length < 2) return options;
  return [
    {
      label: 'required options',
      kind: 'snippet',
      detail: missing.options.map(({ name }) => name).join(', '),
      insert: context.ends ? missing.body.join('\n').slice(0, -1) : missing.body.join('\n'),
      snippet: true,
      rank: RANK.asked,
      documentation: () => 'The options that this runner needs and does not have yet.',
    },
    ...options,
  ];
}

/** The names in the set around the cursor, without the one that is typed. */
export function siblings({ set, dotted, typed }: NameContext): ReadonlySet<string> {
  if (set === undefined || dotted) return new Set();
  const names = set.bindings.flatMap((b) => (b.kind === 'value' ? b.path.slice(0, 1) : b.names));
  return new Set(
    names.flatMap((name) =>
      name.kind === 'static' && (name.span.end < typed.start || name.span.start > typed.end) ? [name.name] : [],
    ),
  );
}

function optionItem(
  moment: Moment,
  context: NameContext,
  option: RunnerOption,
  tree: OptionTree,
  runners: readonly HostRunner[],
  isSet: boolean,
): CompletionItem {
  const { name } = option;
  const required = option.default.kind === 'required';
  const type = typeDescription(moment.release, option.type);
  return {
    label: name,
    kind: 'option',
    detail: isSet ? `${type}, set already` : required ? `${type}, required` : `${type}${defaultDetail(moment, option)}`,
    ...nameInsert(context, name, valueSnippet(moment, context.chain, option)),
    rank: isSet ? RANK.set : required || name === 'enable' ? RANK.wanted : RANK.fitting,
    documentation: () => optionDocumentation(moment, context, option, tree, runners),
  };
}

/** What is inserted for a name: with its value as a snippet and its `;`, where these do not stand there already. */
export function nameInsert(
  context: NameContext,
  name: string,
  value: string,
): Pick<CompletionItem, 'insert' | 'snippet' | 'filter'> {
  const written = writtenName(context, name);
  if (context.goesOn) return written;
  const insert = `${written.insert.replace(/[\\$}]/g, '\\$&')} = ${value}${context.ends ? '' : ';'}`;
  return { ...written, insert, snippet: true };
}

function defaultDetail(moment: Moment, option: RunnerOption): string {
  const text = defaultExpression(option, hostOf(moment) ?? moment);
  return text === undefined ? '' : `, default ${text}`;
}

/** What a hover over the option would say here, but for what the item itself says. */
function optionDocumentation(
  moment: Moment,
  { typed }: NameContext,
  option: RunnerOption,
  tree: OptionTree,
  runners: readonly HostRunner[],
): string {
  const host = hostOf(moment);
  if (host === undefined) return option.summary;
  const places = runners.flatMap(({ host: of, runner }) => {
    const state = runner.options.get(option.name);
    return state === undefined ? [] : [{ host: of, runner, state }];
  });
  const here = { source: moment.program.source, ...typed };
  return optionMarkdown({ kind: 'option', tree, option, places }, host, here);
}
