// Values of the wrong type.
import type { NixError } from '../evaluator/errors';
import { OptionError, showOption, type Definition } from '../modules/definition';
import { enableHasEffect } from '../nixos';
import type { Runner } from '../runner/runner';
import type { Finding } from './finding';
import { knownText } from './known';
import { mismatchText } from './mismatch-text';
import { otherFormFix } from './other-forms';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';
import { shapeFinding } from './runner-shape';
import { settingsIn } from './service-settings';

export const typeMismatch: Rule = {
  name: 'type-mismatch',
  severity: 'error',
  summary: "An option's value is not of the option's type.",
  checkHost(context) {
    return context.runners.flatMap((runner) => [
      ...[...runner.options.values()].flatMap((o) => foundIn(context, runner, o.error)),
      ...settingsIn(context, runner).flatMap((s) => foundIn(context, runner, s.error)),
    ]);
  },
};

function foundIn(context: HostContext, runner: Runner, error: NixError | undefined): Finding[] {
  const found = mismatchFindings(context, error);
  if (isEvaluated(context, runner, error)) return found;
  return found.map((finding) => ({
    ...finding,
    severity: 'warning',
    message: `${finding.message} NixOS does not look at it as long as the runner is disabled.`,
  }));
}

/** NixOS evaluates the other options only of runners that get a service. */
function isEvaluated({ host }: HostContext, runner: Runner, error: NixError | undefined): boolean {
  if (runner.hasService || !enableHasEffect(host.release, runner.tree)) return true;
  return error instanceof OptionError && error.loc.at(-1) === 'enable';
}

/** The definitions that are not of their option's type, whichever option that is; none for any other error. */
export function mismatchFindings(context: HostContext, error: NixError | undefined): Finding[] {
  if (!(error instanceof OptionError) || error.problem !== 'type-mismatch') return [];
  const { option, element } = elementOf(error);
  return error.definitions.flatMap((d) => {
    const shape = shapeFinding(context, error, d);
    if (shape !== undefined) return [shape];
    const at = innermostPlace(d, context, element);
    if (at === undefined) return [];
    const fix = otherFormFix(context, error, d, at);
    return [
      {
        rule: 'type-mismatch',
        severity: 'error',
        message: `${mismatchText(option, error.typeDescription, d)}.${remarkOn(error, d)}`,
        at,
        option,
        ...(fix && { fixes: [fix] }),
      },
    ];
  });
}

const ELEMENT = /^\[definition \d+-entry (\d+)\]$/;

/** The option itself, and the index of the list element that the error is about. */
function elementOf(error: OptionError): { option: string; element: number | undefined } {
  const entry = ELEMENT.exec(error.loc.at(-1) ?? '')?.[1];
  if (entry === undefined) return { option: showOption(error.loc), element: undefined };
  return { option: showOption(error.loc.slice(0, -1)), element: Number(entry) - 1 };
}

/** What shells do and Nix does not. */
function remarkOn({ typeDescription }: OptionError, d: Definition): string {
  const isPath = typeDescription?.endsWith('path') === true;
  return isPath && /^[~$]/.test(knownText(d.value) ?? '') ? ' Nothing expands `~` and variables there.' : '';
}
