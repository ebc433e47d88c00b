// Which file imports which, told from `imports` lists, to find the hosts that a module is part of.
import type { Binding, Expr } from '../syntax/ast';
import { collectedPerSet, listedPerSet } from '../syntax/per-set';
import { bindingChildren, bindingsOf, childrenBesideBindings } from '../syntax/visit';
import { resolvePath } from '../evaluator/paths';
import type { FileAccess } from '../evaluator/session';

/** The paths, as written anywhere in a file, made absolute; a folder stands for its default.nix. */
export function mentionedPaths(root: Expr, folder: string, files: FileAccess): string[] {
  return writtenPaths(root).map((path) => moduleFile(resolvePath(path, folder), files));
}

/** Those of them that stand in `imports = [ … ]`. */
export function importedPaths(root: Expr, folder: string, files: FileAccess): string[] {
  return pathsInImports(root).map((path) => moduleFile(resolvePath(path, folder), files));
}

const writtenPaths = collectedPerSet((expr) => {
  const [only] = expr.kind === 'Path' && expr.parts.length === 1 ? expr.parts : [];
  return typeof only === 'string' ? [only] : [];
});

function pathsInImports(expr: Expr): readonly string[] {
  if (expr.kind === 'AttrSet') return importedInSet(expr);
  return [...bindingsOf(expr).flatMap(importedBy), ...childrenBesideBindings(expr).flatMap(pathsInImports)];
}

function importedBy(binding: Binding): readonly string[] {
  return bindingChildren(binding).flatMap(isImports(binding) ? writtenPaths : pathsInImports);
}

const importedInSet = listedPerSet(importedBy);

function isImports(binding: Binding): boolean {
  const [first, ...rest] = binding.kind === 'value' ? binding.path : [];
  return first?.kind === 'static' && first.name === 'imports' && rest.length === 0;
}

function moduleFile(path: string, files: FileAccess): string {
  const kind = files.kind(path);
  return 'ok' in kind && kind.ok === 'directory' ? `${path}/default.nix` : path;
}

/** Files by what they import. */
export class ImportGraph {
  private readonly importers = new Map<string, Set<string>>();
  private readonly imports = new Map<string, readonly string[]>();

  /** Sets what a file imports, replacing what was known of it; whether that is something else. */
  set(file: string, imports: readonly string[]): boolean {
    const known = this.imports.get(file) ?? [];
    if (known.length === imports.length && known.every((path, i) => path === imports[i])) return false;
    for (const before of known) this.importers.get(before)?.delete(file);
    this.imports.set(file, imports);
    for (const path of imports) {
      const importers = this.importers.get(path) ?? new Set<string>();
      importers.add(file);
      this.importers.set(path, importers);
    }
    return true;
  }

  /** The files that import `file`, directly or not, and that nobody imports; `file` itself if nobody imports it. */
  roots(file: string): string[] {
    const roots = new Set<string>();
    const seen = new Set<string>();
    const climb = (at: string): void => {
      if (seen.has(at)) return;
      seen.add(at);
      const importers = [...(this.importers.get(at) ?? [])].filter((i) => i !== at);
      if (importers.length === 0) roots.add(at);
      else importers.forEach(climb);
    };
    climb(file);
    return roots.size > 0 ? [...roots].sort() : [file];
  }

  /** Whether a file is one of `files`, or imports one of them, directly or not. */
  reaches(file: string, files: ReadonlySet<string>): boolean {
    const seen = new Set<string>();
    const waiting = [file];
    for (let at = waiting.pop(); at !== undefined; at = waiting.pop()) {
      if (files.has(at)) return true;
      if (seen.has(at)) continue;
      seen.add(at);
      waiting.push(...(this.imports.get(at) ?? []));
    }
    return false;
  }
}
