// The units beside a runner's service: timers and paths that start it, and the slices that it runs in.
import { Attached } from '../syntax/attached';
import { attrsOf } from '../evaluator/attrs';
import { Unknown, isList, type Lazy, type Value } from '../evaluator/values';
import type { Loc } from '../modules/definition';
import { UNIT_KINDS, otherUnitLines, slicesAround, UNIT_ATTRIBUTES, type SettingValue, type UnitKind } from '../nixos';
import { attributesOf, evalSubmodule, optionAt, type Host } from './host';
import { runnersOf, type Runner } from './runner';
import type { RunnerService } from './service';
import { SYSTEMD_FILE, unitFileOf, type UnitFile } from './unit-file';
import { unitReader, unitSettingKind, type UnitReader, type UnitSetting } from './unit-settings';

export interface OtherUnit extends UnitFile {
  readonly kind: UnitKind;
  /** With its ending: `github-runner-web.timer`. */
  readonly name: string;
  /** The option that defines it: `systemd.timers.github-runner-web`. */
  readonly loc: Loc;
  readonly settings: ReadonlyMap<string, UnitSetting>;
  /** Whether it starts the runner's service. */
  readonly startsService: boolean;
}

/** The units beside the service of a runner, as far as the files at hand define them. */
export function otherUnitsOf(host: Host, runner: Runner, service: RunnerService): OtherUnit[] {
  const { unit } = runner.names;
  const starting = UNIT_KINDS.filter(({ starts }) => starts).flatMap((kind) => {
    const generated = kind.option === 'timers' ? startAtTimer(service) : undefined;
    const others = startersOf(host).filter((other) => other.kind === kind && other.starts === unit);
    return [
      otherUnit(host, unit, kind, runner.names.service, generated) ?? [],
      ...others.map(({ name }) => otherUnit(host, unit, kind, name) ?? []),
    ].flat();
  });
  const slice = service.unit.serviceConfig.Slice;
  const slices = UNIT_KINDS.filter(({ option }) => option === 'slices').flatMap((kind) =>
    slicesAround(typeof slice === 'string' ? slice : '').flatMap(
      (name) => otherUnit(host, unit, kind, name.slice(0, -kind.suffix.length)) ?? [],
    ),
  );
  return [...starting, ...slices];
}

/** The definition that NixOS makes of a timer for `startAt`, as a module. */
function startAtTimer({ startAt, installation }: RunnerService): Lazy | undefined {
  if (startAt === null || installation.isMasked || (isList(startAt) && startAt.length === 0)) return undefined;
  const times: Value = isList(startAt) || startAt instanceof Unknown ? startAt : [startAt];
  const config = attrsOf({ wantedBy: ['timers.target'], timerConfig: attrsOf({ OnCalendar: times }) });
  return attrsOf({ _file: SYSTEMD_FILE, config });
}

/** @param generated what NixOS itself defines of it, as a module */
function otherUnit(host: Host, service: string, kind: UnitKind, name: string, generated?: Lazy): OtherUnit | undefined {
  const read = readUnit(host, kind, name, generated);
  if (read === undefined) return undefined;
  const { reader, config } = read;
  for (const { attribute } of UNIT_ATTRIBUTES) reader.note(attribute);
  reader.note('wantedBy', 'Install.WantedBy');
  const unit = {
    section: kind.section,
    unitConfig: reader.collect('unitConfig', 'Unit', unitSettingKind(host.release)),
    config,
    wantedBy: reader.texts('wantedBy'),
  };
  return {
    kind,
    name: `${name}${kind.suffix}`,
    loc: ['systemd', kind.option, name],
    settings: reader.settings,
    startsService: kind.starts && (config.Unit ?? service) === service,
    ...unitFileOf(host, `${name}${kind.suffix}`, reader, otherUnitLines(host.release, unit)),
  };
}

interface ReadUnit {
  readonly reader: UnitReader;
  /** The settings of its own section. */
  readonly config: Readonly<Record<string, SettingValue>>;
}

/** `undefined` where nothing defines the unit. */
function readUnit(host: Host, kind: UnitKind, name: string, generated?: Lazy): ReadUnit | undefined {
  const sub = evalSubmodule(host, ['systemd', kind.option], name, {
    keepsDefaults: true,
    generated,
    ifDefined: generated === undefined,
  });
  if (sub === undefined) return undefined;
  const reader = unitReader(host, sub.evaluation);
  return { reader, config: reader.collect(kind.config, kind.section, unitSettingKind(host.release)) };
}

/** A unit that says which other one it starts. */
interface Starter {
  readonly kind: UnitKind;
  readonly name: string;
  /** The unit that it starts. */
  readonly starts: string;
}

const STARTERS = new Attached<Host, readonly Starter[]>();

/** The timers and paths of a host that have another name than what they start; those of runners' own names left out. */
function startersOf(host: Host): readonly Starter[] {
  let starters = STARTERS.get(host);
  if (starters === undefined) STARTERS.set(host, (starters = findStarters(host)));
  return starters;
}

function findStarters(host: Host): Starter[] {
  const services = new Set(runnersOf(host).map(({ names }) => names.service));
  return UNIT_KINDS.filter(({ starts }) => starts).flatMap((kind) => {
    const option = optionAt(host.evaluation, ['systemd', kind.option]);
    const attributes = option?.kind === 'option' ? option.merged.definitions.flatMap(attributesOf) : [];
    const names = new Set(attributes.map(({ name }) => name).filter((name) => !services.has(name)));
    return [...names].flatMap((name) => {
      const unit = readUnit(host, kind, name)?.config.Unit;
      return typeof unit === 'string' ? [{ kind, name, starts: unit }] : [];
    });
  });
}
