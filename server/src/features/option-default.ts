// What a runner's option is worth when nobody sets it, as text.
import type { RunnerOption } from '../nixos';
import { plainToValue } from '../runner/nixos-options';
import type { HostAnalysis } from '../workspace/analysis';
import { valueText } from './show-value';

/**
 * The default as a Nix expression, on one line; `undefined` where the option has to be set. A value says it all; the text
 * that the module gives for its manual stands in for what is computed.
 */
export function defaultExpression(option: RunnerOption, host: Pick<HostAnalysis, 'inSession'>): string | undefined {
  return option.default.kind === 'value'
    ? valueText(host, plainToValue(option.default.value), false)
    : option.defaultText;
}
