// Modules inside of a file: those that a flake lists for a host, or gives away as `nixosModules`.
import type { Expr, Lambda } from '../syntax/ast';
import { bindingsOf } from '../syntax/visit';
import { placeOf } from './attribute-path';

/** The end of a chain of expressions from the innermost module of NixOS on; the whole chain where that is the file. */
export function innermostModule(chain: readonly Expr[]): readonly Expr[] {
  for (let i = chain.length - 1; i > 0; i--) {
    const expr = chain[i];
    const isModule =
      (expr?.kind === 'Lambda' && isModuleFunction(expr)) || (expr?.kind === 'AttrSet' && isListed(chain.slice(0, i)));
    if (isModule && !isOfOthers(chain.slice(0, i + 1))) return chain.slice(i);
  }
  return chain;
}

/** What modules take, and hardly any other function. */
const ARGUMENTS = new Set(['config', 'lib', 'options', 'pkgs']);

function isModuleFunction({ formals }: Lambda): boolean {
  return formals?.ellipsis === true && formals.formals.some(({ name }) => ARGUMENTS.has(name));
}

const LISTS = new Set(['imports', 'modules']);

/** Whether what a chain leads to is an element of a list of modules. */
function isListed(outer: readonly Expr[]): boolean {
  const list = outer.at(-1);
  if (list?.kind !== 'List') return false;
  const set = outer.findLast((expr) => bindingsOf(expr).length > 0);
  const binding = set && bindingsOf(set).find((b) => b.span.start <= list.span.start && list.span.end <= b.span.end);
  const name = binding?.kind === 'value' ? binding.path.at(-1) : undefined;
  return name?.kind === 'static' && LISTS.has(name.name);
}

/** Modules of home-manager and nix-darwin have other options. */
function isOfOthers(chain: readonly Expr[]): boolean {
  return placeOf(chain).path.some((name) => name !== undefined && /^home|darwin/.test(name));
}
