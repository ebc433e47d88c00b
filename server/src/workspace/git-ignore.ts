// What git leaves out: the patterns of `.gitignore` files, and of the repository's own list.
import createIgnore, { type Ignore } from 'ignore';
import { dirName } from '../evaluator/paths';
import type { FileAccess } from '../evaluator/session';

/** The patterns of one file, relative to its folder. */
export interface IgnoreRules {
  readonly folder: string;
  readonly rules: Ignore;
}

/** `above` with the patterns of a folder's own `.gitignore`, where it has one. */
export function rulesIn(folder: string, above: readonly IgnoreRules[], files: FileAccess): readonly IgnoreRules[] {
  const own = rulesOf(folder, '.gitignore', files);
  return own === undefined ? above : [...above, own];
}

/**
 * What the repository around a folder ignores, without the folder's own `.gitignore`; nothing if it ignores the folder
 * itself, which then was asked for by name.
 */
export function ignoreRulesAbove(folder: string, files: FileAccess): readonly IgnoreRules[] {
  const root = repositoryOf(folder, files);
  if (root === undefined) return [];
  const excluded = rulesOf(root, '.git/info/exclude', files);
  const above: string[] = [];
  for (let at = folder; at !== root;) above.unshift((at = dirName(at)));
  let rules: readonly IgnoreRules[] = excluded === undefined ? [] : [excluded];
  for (const at of above) rules = rulesIn(at, rules, files);
  return folder !== root && isIgnored(folder, true, rules) ? [] : rules;
}

/** Whether git ignores an entry below folders with these rules; the innermost file with a matching pattern decides. */
export function isIgnored(entry: string, isFolder: boolean, rules: readonly IgnoreRules[]): boolean {
  for (const { folder, rules: own } of rules.toReversed()) {
    const relative = entry.slice(folder === '/' ? 1 : folder.length + 1);
    const { ignored, unignored } = own.test(`${relative}${isFolder ? '/' : ''}`);
    if (ignored) return true;
    if (unignored) return false;
  }
  return false;
}

/** The nearest folder from `folder` upwards that holds a repository, a submodule or a worktree. */
function repositoryOf(folder: string, files: FileAccess): string | undefined {
  for (let at = folder; ; at = dirName(at)) {
    if ('ok' in files.kind(below(at, '.git'))) return at;
    if (at === '/' || at === '.') return undefined;
  }
}

function rulesOf(folder: string, name: string, files: FileAccess): IgnoreRules | undefined {
  const content = files.readFile(below(folder, name));
  if (!('ok' in content)) return undefined;
  return { folder, rules: createIgnore().add(new TextDecoder().decode(content.ok)) };
}

function below(folder: string, name: string): string {
  return folder === '/' ? `/${name}` : `${folder}/${name}`;
}
