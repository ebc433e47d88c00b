// How the runner module of NixOS defines the settings of a service, which definitions of people have to fit.
import { PRIORITY } from '../../modules/properties';
import type { PlainValue } from '../../nixos';
import { moduleOutput } from '../../runner/runner-definitions';
import { quicklyIn } from '../moment';
import type { Place } from './place';

/** A list takes lists only; what is fixed takes `lib.mkForce` only; all else is free. */
export type ModuleForm = 'list' | 'fixed' | 'free';

/** What the module says of a setting. */
export interface ModuleSetting {
  readonly form: ModuleForm;
  /** Its own value; `undefined` where it sets none. */
  readonly value?: PlainValue | undefined;
}

const UNSET: ModuleSetting = { form: 'free' };

/** Looks up settings by name, in `serviceOverrides`, `serviceConfig` or `unitConfig` at a place. */
export function moduleSettings(
  place: Extract<Place, { kind: 'runner' | 'service' }>,
  attribute: string,
): (name: string) => ModuleSetting {
  const [of] = place.runners;
  if (of === undefined) return () => UNSET;
  const section = attribute === 'serviceOverrides' ? 'serviceConfig' : attribute;
  const definitions = quicklyIn(of.host, () => moduleOutput(of.host.host, of.runner).definitions) ?? [];
  return (name) => {
    const own = definitions.filter(({ path: [first, second] }) => first === section && second === name);
    const value = own[0]?.value;
    if (own.some((d) => Array.isArray(d.value))) return { form: 'list', value };
    return { form: own.some(({ priority }) => priority === PRIORITY.plain) ? 'fixed' : 'free', value };
  };
}
