// What NixOS installs for a unit: `systemd.units.<name>`, into which it puts what it makes of services, timers and so on.
import { attrsFromMap, attrsOf } from '../evaluator/attrs';
import { lazy } from '../evaluator/force';
import { isString, textOf } from '../evaluator/strings';
import { Unknown, type Value } from '../evaluator/values';
import { unitText, type UnitLine } from '../nixos';
import { evalSubmodule, type Host } from './host';
import { unitReader, type UnitReader } from './unit-settings';

/** The file that nixpkgs shows for what it makes of units. */
export const SYSTEMD_FILE = '<nixpkgs>/nixos/modules/system/boot/systemd.nix';

/** What NixOS makes of a unit beside its text. */
export interface Installation {
  /** A link to nowhere takes the unit's place, so that nothing can start it. */
  readonly isMasked: boolean;
  /** The text is added to a unit of the same name, and is none by itself. */
  readonly isDropin: boolean;
  /** Other names of the unit. */
  readonly aliases: readonly string[];
  /** Units that start it, beside those that the unit itself wants to be started by. */
  readonly startedBy: readonly string[];
  readonly requiredBy: readonly string[];
  readonly upheldBy: readonly string[];
}

export interface UnitFile {
  readonly lines: readonly UnitLine[];
  readonly installation: Installation;
}

/** What a unit hands on to its file, beside the text. */
const HANDED_ON = ['enable', 'overrideStrategy', 'aliases', 'wantedBy', 'requiredBy', 'upheldBy'] as const;

/**
 * The file of a unit. What people define of it is noted in the unit's settings, with `File.` in the keys.
 * @param name with its ending
 * @param lines what NixOS makes of the unit's options
 */
export function unitFileOf(host: Host, name: string, unit: UnitReader, lines: readonly UnitLine[]): UnitFile {
  const made = lazy(() => {
    const handedOn = HANDED_ON.map((attribute) => [attribute, { value: unit.part(attribute) }] as const);
    // One with an error, which is told there, is left out.
    const known = handedOn.filter(([, { value }]) => value !== null);
    return attrsFromMap(new Map<string, { value: Value }>([...known, ['text', { value: unitText(lines) }]]));
  });
  const sub = evalSubmodule(host, ['systemd', 'units'], name, {
    keepsDefaults: true,
    generated: attrsOf({ _file: SYSTEMD_FILE, config: made }),
    ifDefined: true,
  });
  if (sub === undefined) return { lines, installation: installationOf(unit, unit) };
  const file = unitReader(host, sub.evaluation);
  const installation = installationOf(file, unit);
  file.part('text');
  for (const [key, setting] of file.settings)
    if (setting.definitions.some(({ at }) => at !== undefined)) {
      const own = key.replace('Attribute.', 'File.');
      unit.settings.set(own, { ...setting, key: own });
    }
  return { installation, lines: ownLines(unit) ?? lines };
}

function installationOf(file: UnitReader, unit: UnitReader): Installation {
  const wanted = new Set(unit.texts('wantedBy'));
  return {
    isMasked: file.part('enable') === false,
    isDropin: file.part('overrideStrategy') === 'asDropin',
    aliases: file.texts('aliases'),
    startedBy: file.texts('wantedBy').filter((name) => !wanted.has(name)),
    requiredBy: file.texts('requiredBy'),
    upheldBy: file.texts('upheldBy'),
  };
}

const TEXT_KEY = 'File.text';

/** The lines of a text that people gave in place of NixOS's; `undefined` where they gave none, or one that NixOS refuses. */
function ownLines({ settings }: UnitReader): UnitLine[] | undefined {
  const value = settings.get(TEXT_KEY)?.value;
  if (value === undefined) return undefined;
  if (value instanceof Unknown) return [{ text: `‹${value.expression}›`, key: TEXT_KEY }];
  if (value === null || !isString(value)) return [];
  const lines = textOf(value).split('\n');
  return (lines.at(-1) === '' ? lines.slice(0, -1) : lines).map((text) => ({ text, key: TEXT_KEY }));
}
