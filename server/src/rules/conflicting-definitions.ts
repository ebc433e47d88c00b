// Several definitions of one option that cannot be merged.
import { attempt } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { force, isList } from '../evaluator/values';
import { OptionError, showOption, type Definition } from '../modules/definition';
import type { RunnerOptionState } from '../runner/runner';
import { RUNNER_SERVICE_FILE } from '../runner/runner-definitions';
import type { Runner } from '../runner/runner';
import { asOneWord, moduleArgument } from './edits';
import type { Finding, Fix } from './finding';
import { valuePlace } from './places';
import { RELIED_ON } from './override-breaks-module';
import type { HostContext, Rule } from './rule';
import { settingsIn } from './service-settings';

export const conflictingDefinitions: Rule = {
  name: 'conflicting-definitions',
  severity: 'error',
  summary: 'An option is defined in several places with values that contradict each other.',
  checkHost(context) {
    return context.runners.flatMap((runner) => {
      if (!runner.hasService) return [];
      const options = [...runner.options.values()].flatMap((o: RunnerOptionState) =>
        found(context, runner, o.error, false),
      );
      return [
        ...options,
        ...settingsIn(context, runner).flatMap((s) => found(context, runner, s.error, true)),
        ...scriptConflicts(context, runner),
      ];
    });
  },
};

function found(context: HostContext, runner: Runner, error: unknown, isSetting: boolean): Finding[] {
  if (!(error instanceof OptionError) || (error.problem !== 'conflicting-definitions' && error.problem !== 'read-only'))
    return [];
  const placed = error.definitions.filter((d) => d.at !== undefined);
  const [first, ...others] = placed;
  const at = first && valuePlace(first);
  if (first === undefined || at === undefined) return [];
  const withModule = isSetting && error.definitions.some((d) => d.at === undefined && d.file === RUNNER_SERVICE_FILE);
  const option = withModule ? overrideOption(runner, error) : showOption(error.loc);
  if (withModule && isListed(first, false) && error.definitions.some((d) => d.at === undefined && isListed(d, true)))
    return [notListed(error, at, option)];
  return [
    {
      rule: 'conflicting-definitions',
      severity: 'error',
      message: withModule
        ? `\`${error.loc.at(-1) ?? ''}\` is set by the runner module itself, and two different values of the same priority cannot be merged. Wrap this one in \`lib.mkForce\` to replace the module's.`
        : `\`${option}\` has conflicting definitions. Remove one of them, or give one priority with \`lib.mkForce\` or \`lib.mkDefault\`.`,
      at,
      option,
      related: others.flatMap((d) => {
        const place = valuePlace(d);
        return place === undefined ? [] : [{ at: place, message: 'It is also defined here.' }];
      }),
      ...(withModule && forced(context, at, !RELIED_ON.has(error.loc.at(-1) ?? ''))),
    },
  ];
}

function isListed({ value }: Definition, is: boolean): boolean {
  return attempt(() => isList(force(value))) === is;
}

/** A text where the module has a list, to which more lists are added. */
function notListed({ loc }: OptionError, at: Position, option: string): Finding {
  const text = at.source.text.slice(at.start, at.end);
  return {
    rule: 'conflicting-definitions',
    severity: 'error',
    message: `\`${loc.at(-1) ?? ''}\` is a list in the runner module, with which only lists can be merged. Write this one as a list, too.`,
    at,
    option,
    fixes: [{ title: 'Make it a list', edits: [{ at, newText: `[ ${asOneWord(text)} ]` }], safe: true }],
  };
}

/** Commands of which NixOS makes a setting that the runner module sets, too: neither definition is a person's own. */
function scriptConflicts(context: HostContext, runner: Runner): Finding[] {
  const service = context.preview(runner)?.service;
  return (service?.jobScripts ?? []).flatMap(({ attribute, setting }) => {
    const error = service?.settings.get(`Service.${setting}`)?.error;
    if (!(error instanceof OptionError) || error.problem !== 'conflicting-definitions') return [];
    const written = service?.settings.get(`Attribute.${attribute}`);
    const at = written?.definitions.find((d) => d.at !== undefined)?.at;
    if (written === undefined || at === undefined || error.definitions.some((d) => d.at !== undefined)) return [];
    return [
      {
        rule: 'conflicting-definitions',
        severity: 'error',
        message: `NixOS makes \`${setting}\` of \`${attribute}\`, and the runner module sets \`${setting}\` itself: two different values of the same priority cannot be merged. Remove \`${attribute}\`, or write the command with \`lib.mkForce\` into \`serviceConfig.${setting}\`.`,
        at,
        option: showOption(written.loc),
      },
    ];
  });
}

/** The option under which a person wrote the setting: `serviceOverrides` of the runner, or the service itself. */
function overrideOption(runner: Runner, error: OptionError): string {
  const overrides = runner.options.get('serviceOverrides');
  const name = error.loc.at(-1) ?? '';
  const written = overrides?.definitions.some((d) => {
    const value = d.at?.value;
    return error.definitions.some(
      (e) =>
        e.at !== undefined &&
        e.at.source === d.at?.source &&
        value !== undefined &&
        e.at.start >= d.at.start &&
        e.at.end <= value.end,
    );
  });
  return written && overrides ? showOption([...overrides.loc, name]) : showOption(error.loc);
}

/** `lib.mkForce` around this definition: nothing else makes it win over the module's. */
function forced(context: HostContext, at: Position, safe: boolean): { readonly fixes?: readonly Fix[] } {
  const program = context.program(at.source.path);
  const lib = program && moduleArgument(program, at, 'lib');
  if (lib === undefined) return {};
  const text = at.source.text.slice(at.start, at.end);
  const edits = [...lib.edits, { at, newText: `${lib.text}.mkForce ${asOneWord(text)}` }];
  return { fixes: [{ title: 'Wrap in `lib.mkForce`', edits, safe }] };
}
