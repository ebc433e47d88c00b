// Values that can be written as JSON, TOML and the like.
import { lazy } from '../../evaluator/force';
import { alterType } from '../make-type';
import { lazyType, typeValue, type OptionType } from '../option-type';
import { attrsOf } from './attribute-sets';
import { nullOr, oneOf } from './choices';
import { listOf } from './lists';
import { float, int } from './numbers';
import { path } from './packages';
import { bool } from './simple';
import { str } from './strings';

/** Nested sets and lists of plain values; `typeName` is the format's name in descriptions. */
export function serializableValueWith(typeName: string, nullable: boolean): OptionType {
  const nested = lazyType(lazy(() => typeValue(type)));
  const base = oneOf([bool, int, float, str, path, attrsOf(nested), listOf(nested)]);
  const type: OptionType = alterType(nullable ? nullOr(base) : base, { description: `${typeName} value` });
  return type;
}

export const json: OptionType = serializableValueWith('JSON', true);
export const toml: OptionType = serializableValueWith('TOML', false);
