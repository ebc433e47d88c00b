// Settings of the unit that systemd does not know, or whose value it does not take.
import { attempt } from '../evaluator/errors';
import type { Position } from '../evaluator/position';
import { isList } from '../evaluator/values';
import { isSlip, nearestName } from '../modules/suggest';
import { SYSTEMD_DIRECTIVES, expectedValue, systemdVersion, takesValue, type SystemdDirective } from '../nixos';
import { optionAt } from '../runner/host';
import type { Finding, Fix } from './finding';
import { activeRunners, knownValue, settingText } from './known';
import { innermostPlace } from './places';
import type { HostContext, Rule } from './rule';
import { writtenSettings, type WrittenSetting } from './service-settings';

export const unknownDirective: Rule = {
  name: 'unknown-directive',
  severity: 'warning',
  summary: 'A setting of the unit is unknown to systemd, or has a value that systemd does not take.',
  checkHost(context) {
    const version = versionOf(context);
    return activeRunners(context).flatMap((runner) =>
      writtenSettings(context, runner).flatMap((written) => {
        if (written.section !== 'Service' && written.section !== 'Unit') return [];
        const directive = find(written.section, written.name);
        return directive === undefined
          ? unknownName(written)
          : [...outOfTime(written, directive, version), ...wrongValues(context, written, directive)];
      }),
    );
  },
};

function find(section: string, name: string): SystemdDirective | undefined {
  return SYSTEMD_DIRECTIVES.find((d) => d.section === section && d.name === name);
}

/** The release's systemd, unless the configuration chooses another one. */
function versionOf({ host }: HostContext): number | undefined {
  const option = attempt(() => optionAt(host.evaluation, ['systemd', 'package']));
  const chosen = option?.kind === 'option' && option.merged.definitions.some((d) => d.at !== undefined);
  return chosen ? undefined : systemdVersion(host.release);
}

function finding({ option }: WrittenSetting, at: Position, message: string, fixes: readonly Fix[] = []): Finding {
  return { rule: 'unknown-directive', severity: 'warning', message, at, option, ...(fixes.length > 0 && { fixes }) };
}

function unknownName(written: WrittenSetting): Finding[] {
  const { section, name } = written;
  const at = nameOf(written);
  // Names that begin with `X-` are for everybody's own use (systemd.unit(5)); what is not known may be any name.
  if (at === undefined || name.startsWith('X-') || name.includes('‹')) return [];
  const unknown = `systemd does not know \`${name}\` in the section \`[${section}]\` and ignores it.`;
  const other = section === 'Service' ? 'Unit' : 'Service';
  if (find(other, name) !== undefined)
    return [
      finding(
        written,
        at,
        `${unknown} It belongs into \`[${other}]\`: set it in \`${other === 'Unit' ? 'unitConfig' : 'serviceConfig'}\` of the service.`,
      ),
    ];
  const names = SYSTEMD_DIRECTIVES.filter((d) => d.section === section && !d.obsolete && d.until === undefined);
  const near = nearestName(
    name,
    names.map((d) => d.name),
  );
  if (near === undefined) return [finding(written, at, `${unknown} Remove it, or look for its name in the manual.`)];
  return [finding(written, at, `${unknown} Did you mean \`${near}\`?`, renamed(at, name, near))];
}

/** The place of the name, where it is written out. */
function nameOf({ definition }: WrittenSetting): Position | undefined {
  return definition.at && { source: definition.at.source, start: definition.at.start, end: definition.at.end };
}

function renamed(at: Position, name: string, near: string): Fix[] {
  const text = at.source.text.slice(at.start, at.end);
  if (text !== name && text !== `"${name}"`) return [];
  return [{ title: `Change to \`${near}\``, edits: [{ at, newText: near }], safe: isSlip(name, near) }];
}

function outOfTime(written: WrittenSetting, directive: SystemdDirective, version: number | undefined): Finding[] {
  const { name, since, until } = directive;
  const at = nameOf(written);
  if (at === undefined || version === undefined) return [];
  if (since !== undefined && version < since)
    return [
      finding(
        written,
        at,
        `\`${name}\` was added in systemd ${since}; this release of NixOS has systemd ${version}, which ignores it. Remove it, or use a later release.`,
      ),
    ];
  if (until !== undefined && version >= until)
    return [
      finding(
        written,
        at,
        `\`${name}\` has no effect since systemd ${until}, which dropped the old control groups. Use its successor, for example \`CPUWeight\`, \`MemoryMax\` or \`IOWeight\`.`,
      ),
    ];
  return [];
}

function wrongValues(context: HostContext, written: WrittenSetting, directive: SystemdDirective): Finding[] {
  const { definition, setting } = written;
  const value = knownValue(definition.value);
  // What NixOS itself refuses is an error of its own.
  if (value === undefined || setting.error !== undefined) return [];
  const items = isList(value) ? value : [value];
  return items.flatMap((item, i) => {
    const text = settingText(item);
    if (text === undefined || text.includes('%') !== isPercentage(text) || takesValue(directive, text)) return [];
    const at = innermostPlace(definition, context, isList(value) ? i : definition.element);
    if (at === undefined) return [];
    return [
      finding(
        written,
        at,
        `\`${directive.name}\` takes ${expectedValue(directive)}, but this is \`${text}\`. systemd rejects the line.`,
      ),
    ];
  });
}

/** Any other `%` begins a specifier, whose value nobody knows here. */
function isPercentage(text: string): boolean {
  return /^[\d.]+%$/.test(text);
}
