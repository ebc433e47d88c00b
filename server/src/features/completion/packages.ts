// Packages for jobs. Which packages there are only nixpkgs knows; these are the usual ones.
import { attempt } from '../../evaluator/errors';
import { getAttr } from '../../evaluator/attrs';
import { Attrs, force, type Lazy } from '../../evaluator/values';
import { USUAL_PACKAGES } from '../../nixos';
import type { Expr } from '../../syntax/ast';
import type { SelectContext } from '../cursor/contexts';
import { namesAt, quickly, valueOf, type Moment } from '../moment';
import { RANK, type Choice, type CompletionItem } from './item';
import { placeAt } from './place';

/** Packages as they can be written at a place: by themselves under `with pkgs;`, else as attributes of `pkgs`. */
export function packageChoices(moment: Moment, chain: readonly Expr[]): Choice[] {
  const prefix = quickly(moment, () => {
    const { variables, withs } = namesAt(moment, chain);
    if (withs.some(isPackages)) return '';
    const pkgs = variables.get('pkgs');
    return pkgs !== undefined && isPackages(pkgs) ? 'pkgs.' : undefined;
  });
  if (prefix === undefined) return [];
  return USUAL_PACKAGES.map(({ attribute, summary }) => ({
    code: `${prefix}${attribute}`,
    kind: 'package',
    detail: summary,
    rank: RANK.wanted,
  }));
}

/** The usual packages behind `pkgs.`, where packages for jobs are asked for. */
export function packageItems(moment: Moment, { of, value, chain }: SelectContext): CompletionItem[] {
  const place = value && placeAt(moment, value, chain);
  if (of === undefined || of.target !== undefined || place?.kind !== 'runner') return [];
  const [option, ...deeper] = place.rest;
  if (option !== 'extraPackages' || deeper.length > 0 || value?.lists !== 1) return [];
  const isSet = quickly(moment, () => isPackages(valueOf(moment, chain, of.names) ?? null)) === true;
  return isSet
    ? USUAL_PACKAGES.map(({ attribute, summary }) => ({
        label: attribute,
        kind: 'package',
        detail: summary,
        rank: RANK.wanted,
      }))
    : [];
}

function isPackages(lazy: Lazy): boolean {
  const set = attempt(() => force(lazy));
  return set instanceof Attrs && getAttr(set, '_type') === 'pkgs';
}
