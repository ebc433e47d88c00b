// What a host calls itself.
import { attempt } from '../evaluator/errors';
import { isString, textOf, isWhole } from '../evaluator/strings';
import { force } from '../evaluator/values';
import { optionAt, type Host } from './host';

/** `networking.hostName` if a file at hand sets it to a known text. Needs the host's session. */
export function hostName(host: Host): string | undefined {
  return attempt(() => {
    const option = optionAt(host.evaluation, ['networking', 'hostName']);
    if (option?.kind !== 'option' || !option.merged.definitions.some((d) => d.at !== undefined)) return undefined;
    const value = force(option.value);
    return isString(value) && isWhole(value) ? textOf(value) : undefined;
  });
}
