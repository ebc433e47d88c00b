// What a runner's option is worth when nobody sets it, as text.
import type { RunnerOption } from '../nixos';
import { plainToValue } from '../runner/nixos-options';
import type { HostAnalysis } from '../workspace/analysis';
import { valueText } from './show-value';

/** The default as a Nix expression, on one line; `undefined` where the option has to be set. */
export function defaultExpression(option: RunnerOption, host: Pick<HostAnalysis, 'inSession'>): string | undefined {
  if (option.defaultText !== undefined) return option.defaultText;
  return option.default.kind === 'value' ? valueText(host, plainToValue(option.default.value), false) : undefined;
}
