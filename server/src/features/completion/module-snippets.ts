// Snippets for a module with runners: the whole module in an empty file, definitions in the set of a module. The editor
// has the same file for "Insert Snippet", without prefixes, since it would offer what has one at any place.
import type { AttrSetExpr, ParseResult, Span } from '../../syntax/ast';
import { optionTrees } from '../../nixos';
import type { ExpressionContext, NameContext } from '../cursor/contexts';
import { namesAt, quickly, type Moment } from '../moment';
import { RANK, type CompletionItem } from './item';
import texts from './module-snippets.json';

interface ModuleSnippet {
  /** What people type to find it. */
  readonly label: string;
  readonly description: string;
  readonly body: readonly string[];
  /** Whether it is a whole file. */
  readonly isFileTemplate?: boolean;
}

const SNIPPETS: readonly ModuleSnippet[] = Object.values(texts);

/** A module with a runner, where nothing but comments is in the file beside what is typed. */
export function moduleTemplates(moment: Moment, { typed }: ExpressionContext): CompletionItem[] {
  return isBlank(moment.program.parse, typed)
    ? SNIPPETS.filter(isTemplate).flatMap((snippet) => itemOf(moment, snippet, false))
    : [];
}

function isBlank({ root, text, comments }: ParseResult, typed: Span): boolean {
  if (root.kind !== 'Invalid' && root.kind !== 'Variable') return false;
  const spans = [typed, ...comments.map(({ span }) => span)].sort((a, b) => a.start - b.start);
  const between = [...spans, { start: text.length }].map(({ start }, i) => text.slice(spans[i - 1]?.end ?? 0, start));
  return between.join('').trim() === '';
}

/**
 * Definitions of runners for the set of a module: those that use names in scope, and that no definition in the set is in
 * the way of.
 */
export function definitionSnippets(moment: Moment, context: NameContext): CompletionItem[] {
  const { chain, set, goesOn, ends, typed } = context;
  if (goesOn) return [];
  const names = quickly(moment, () => namesAt(moment, chain).variables);
  const isFitting = ({ body }: ModuleSnippet): boolean =>
    body.every((line) => [...line.matchAll(/\b(config|lib)\./g)].every(([, name = '']) => names?.has(name) === true)) &&
    body.flatMap(definedBy).every((path) => set === undefined || !isTaken(set, path, typed));
  return SNIPPETS.filter((snippet) => !isTemplate(snippet) && isFitting(snippet)).flatMap((snippet) =>
    itemOf(moment, snippet, ends),
  );
}

const isTemplate = ({ isFileTemplate }: ModuleSnippet): boolean => isFileTemplate === true;

function itemOf({ release }: Moment, { label, description, body }: ModuleSnippet, ends: boolean): CompletionItem[] {
  const text = body.join('\n');
  const insert = optionTrees(release).plural.status === 'exists' ? text : singular(text);
  if (insert === undefined) return [];
  return [
    {
      label,
      kind: 'snippet',
      detail: description,
      insert: ends ? insert.replace(/;(?=(\$0)?$)/, '') : insert,
      snippet: true,
      rank: RANK.wanted,
    },
  ];
}

/** The same for a release that has one runner; `undefined` for several. */
function singular(text: string): string | undefined {
  const one = text.replace(/services\.github-runners\.\$\{\d+:\w+\}/, 'services.github-runner');
  return one === text ? undefined : one;
}

/** The names that a line at the margin begins with, and whether names follow that people choose. */
interface Defined {
  readonly names: readonly string[];
  readonly deeper: boolean;
}

function definedBy(line: string): Defined[] {
  const [, path, rest] = /^([\w-]+(?:\.[\w-]+)*)(\.| =)/.exec(line) ?? [];
  return path === undefined ? [] : [{ names: path.split('.'), deeper: rest === '.' }];
}

/** Whether Nix would refuse a definition in a set for what defines the same there. `typed`: the name at the cursor, which counts for nothing. */
function isTaken({ bindings }: AttrSetExpr, { names, deeper }: Defined, typed: Span): boolean {
  return bindings.some((binding) => {
    const path = binding.kind === 'value' ? binding.path : binding.names.slice(0, 1);
    if (path.some(({ span }) => span.start === typed.start)) return false;
    if (binding.kind === 'inherit') return binding.names.some((n) => n.kind === 'static' && n.name === names[0]);
    const isSame = path.every((n, i) => i >= names.length || (n.kind === 'static' && n.name === names[i]));
    if (!isSame || (path.length > names.length && deeper)) return false;
    if (path.length > names.length || binding.value.kind !== 'AttrSet' || binding.value.recursive) return true;
    const below = names.slice(path.length);
    // Nix joins sets that are written out.
    return below.length === 0 ? !deeper : isTaken(binding.value, { names: below, deeper }, typed);
  });
}
