// What NixOS makes of other options to call the host and itself by.
import { coerceToString } from '../evaluator/coerce';
import { NixError, attempt } from '../evaluator/errors';
import { lazy } from '../evaluator/force';
import { selectAttr } from '../evaluator/operators';
import { isString, textOf, concatStrings } from '../evaluator/strings';
import { Unknown, force, type Lazy, type Value } from '../evaluator/values';
import { PRIORITY } from '../modules/properties';
import { defaultFqdn, defaultFqdnOrHostName } from '../nixos';

/** The configuration, and how its options are defined. */
export interface SystemView {
  readonly config: Lazy;
  readonly options: Lazy;
  /** See `HostInput.alone`. */
  readonly alone: boolean;
}

/** What NixOS makes of the host's name and its domain (nixos/modules/tasks/network-interfaces.nix). */
export function domainNames(system: SystemView): [name: string, value: Lazy][] {
  return [
    ['fqdn', domainName('fqdn', system, defaultFqdn)],
    ['fqdnOrHostName', domainName('fqdnOrHostName', system, defaultFqdnOrHostName)],
  ];
}

function domainName(option: string, { config, options, alone }: SystemView, compute: typeof defaultFqdn): Lazy {
  return lazy(() => {
    const [name, domain] = ['hostName', 'domain'].map((part) => selectPath(config, ['networking', part]));
    const isNamed = !alone || isSet(selectPath(options, ['networking', 'hostName']));
    if (name instanceof Unknown || domain instanceof Unknown || !isNamed)
      return new Unknown(`config.networking.${option}`, 'the files at hand do not tell what the host is called');
    if (name === undefined || !isString(name) || domain === undefined || (domain !== null && !isString(domain)))
      throw new NixError('expected a string');
    const found = compute(textOf(name), domain === null ? null : textOf(domain));
    if (found !== undefined) return found;
    throw new NixError(
      'The FQDN is required but cannot be determined from `networking.hostName` and `networking.domain`. Please ensure these options are set properly or set `networking.fqdn` directly.',
      undefined,
      'thrown',
    );
  });
}

/** Whether more than an option's default defines it. */
function isSet(declared: Value): boolean {
  const priority = attempt(() => selectAttr(declared, 'highestPrio'));
  return typeof priority === 'number' && priority < PRIORITY.optionDefault;
}

/** What NixOS calls itself (nixos/modules/misc/version.nix). */
export function versions(lib: Lazy, config: Lazy): [name: string, value: Lazy][] {
  const own = (name: string): Value => selectPath(config, ['system', 'nixos', name]);
  const fromLib = (name: string): Lazy => lazy(() => selectPath(lib, ['trivial', name]));
  const version = lazy(() =>
    concatStrings(coerceToString(own('release'), {}), coerceToString(own('versionSuffix'), {})),
  );
  return [
    ['codeName', fromLib('codeName')],
    ['versionSuffix', fromLib('versionSuffix')],
    ['version', version],
  ];
}

/** The value at a path below another one. */
export function selectPath(v: Lazy, path: readonly string[]): Value {
  return path.reduce<Value>((at, name) => selectAttr(at, name), force(v));
}
