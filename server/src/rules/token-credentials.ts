// Credentials of a runner's service that systemd takes from the unit itself, or from a file in the store.
import { attempt } from '../evaluator/errors';
import { isString, sliceString, textOf } from '../evaluator/strings';
import { NixPath, NixString, Unknown, force, isList, type Lazy } from '../evaluator/values';
import type { Finding } from './finding';
import { activeRunners } from './known';
import { innermostPlace } from './places';
import type { HostContext } from './rule';
import { writtenSettings } from './service-settings';
import { storeLeak, type Leak } from './store-leaks';
import { writtenLeak } from './token-writers';

/** Findings about `SetCredential` and `LoadCredential` of runners. Encrypted credentials may lie in the store. */
export function credentialLeaks(context: HostContext): Finding[] {
  return activeRunners(context).flatMap((runner) =>
    writtenSettings(context, runner).flatMap(({ section, name, definition, option }): Finding[] => {
      if (section !== 'Service' || (name !== 'SetCredential' && name !== 'LoadCredential')) return [];
      return itemsOf(definition.value).flatMap((item, i): Finding[] => {
        const message = name === 'SetCredential' ? setMessage(item) : loadMessage(context, item);
        const at = innermostPlace(definition, context, i);
        if (message === undefined || at === undefined) return [];
        return [{ rule: 'token-in-store', severity: 'warning', message, at, option }];
      });
    }),
  );
}

function itemsOf(v: Lazy): readonly Lazy[] {
  const value = attempt(() => force(v));
  return value !== undefined && isList(value) ? value : [v];
}

function setMessage(item: Lazy): string | undefined {
  const value = attempt(() => force(item));
  if (value === undefined || !isString(value) || !/^[^:]+:./s.test(textOf(value))) return undefined;
  return '`SetCredential` writes the credential into the unit, which lies in the Nix store: everybody on the machine can read it there. Use `LoadCredential` with a file outside of the store, or `SetCredentialEncrypted`.';
}

function loadMessage(context: HostContext, item: Lazy): string | undefined {
  const found = loadLeak(context, item);
  return found === undefined
    ? undefined
    : `${found.why}: everybody on the machine can read the credential there. Load it from a file outside of the store, for example one of sops-nix or agenix.`;
}

/** `name:path`. */
function loadLeak(context: HostContext, item: Lazy): Leak | undefined {
  const value = attempt(() => force(item));
  if (value === undefined || value instanceof Unknown || value instanceof NixPath || !isString(value)) return undefined;
  const text = textOf(value);
  const colon = text.indexOf(':');
  if (colon < 0) return undefined;
  const path = value instanceof NixString ? sliceString(value, colon + 1, text.length) : text.slice(colon + 1);
  return storeLeak(path) ?? (typeof path === 'string' && path.startsWith('/') ? writtenLeak(context, path) : undefined);
}
