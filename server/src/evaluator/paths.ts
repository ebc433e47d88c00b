// Path texts as Nix treats them: absolute, canonical, with `/` whatever the machine.

/** Canonical form of an absolute path: no `.`, `..`, doubled or final slash. */
export function canonicalPath(path: string): string {
  const out: string[] = [];
  for (const part of path.split('/')) {
    if (part === '' || part === '.') continue;
    if (part === '..') out.pop();
    else out.push(part);
  }
  return `/${out.join('/')}`;
}

/** `path` as seen from `folder`, unless it is absolute itself. */
export function resolvePath(path: string, folder: string): string {
  return canonicalPath(path.startsWith('/') ? path : `${folder}/${path}`);
}

/** The last component; Nix drops one final slash first. */
export function baseName(path: string): string {
  const trimmed = path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
  return trimmed.slice(trimmed.lastIndexOf('/') + 1);
}

/** All but the last component, as `builtins.dirOf` gives it. */
export function dirName(path: string): string {
  const slash = path.lastIndexOf('/');
  return slash < 0 ? '.' : slash === 0 ? '/' : path.slice(0, slash);
}
