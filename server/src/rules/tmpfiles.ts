// The files that a configuration makes with systemd-tmpfiles.
import { Attached } from '../syntax/attached';
import type { Position } from '../evaluator/position';
import { isList, type Lazy } from '../evaluator/values';
import { showOption, type Definition } from '../modules/definition';
import type { Host } from '../runner/host';
import { knownText, knownValue } from './known';
import { listedEntry, writtenDefinitions } from './system-config';

/** A line of tmpfiles.d(5). */
export interface TmpfilesLine {
  readonly type: string;
  readonly path: string;
  readonly mode: { readonly text: string; readonly at: Position | undefined };
  /** What is written into the file, or the path that it is copied from or leads to: a string, perhaps with context. */
  readonly argument: Lazy;
  /** As written; empty where there is none or where it is not known. */
  readonly argumentText: string;
  /** The option that holds the line; for settings, that holds its mode. */
  readonly option: string;
  /** The definition, and the index of the line in it where it is a list. */
  readonly definition: Definition;
  readonly element: number | undefined;
}

/** The lines that `systemd.tmpfiles.rules` and `systemd.tmpfiles.settings` give, as far as they are known. */
export function tmpfilesLines(host: Host): readonly TmpfilesLine[] {
  let lines = LINES.get(host);
  if (lines === undefined) LINES.set(host, (lines = [...ruleLines(host), ...settingLines(host)]));
  return lines;
}

const LINES = new Attached<Host, readonly TmpfilesLine[]>();

const RULES = ['systemd', 'tmpfiles', 'rules'];

function ruleLines(host: Host): TmpfilesLine[] {
  return writtenDefinitions(host, RULES).flatMap(({ definition }) => {
    const list = knownValue(definition.value);
    if (list === undefined || !isList(list)) return [];
    return list.flatMap((rule, element): TmpfilesLine[] => {
      const fields = fieldsOf(knownText(rule) ?? '');
      const [type = '', path = '', mode = ''] = fields;
      if (path === '') return [];
      return [
        {
          type,
          path,
          mode: { text: mode, at: undefined },
          argument: rule,
          argumentText: fields.slice(ARGUMENT).join(' '),
          option: showOption(RULES),
          definition,
          element,
        },
      ];
    });
  });
}

/** Type, path, mode, user, group and age stand before the argument. */
const ARGUMENT = 6;

function fieldsOf(rule: string): string[] {
  return [...rule.matchAll(/"((?:[^"\\]|\\.)*)"|'([^']*)'|(\S+)/g)].map(([, a, b, c]) => a ?? b ?? c ?? '');
}

/** `systemd.tmpfiles.settings.<group>.<path>.<type>`. */
function settingLines(host: Host): TmpfilesLine[] {
  const root = ['systemd', 'tmpfiles', 'settings'];
  return writtenDefinitions(host, [...root, '*', '*', '*']).flatMap(({ names, definition }): TmpfilesLine[] => {
    const [group = '', path = '', type = ''] = names;
    const mode = listedEntry(definition.value, 'mode');
    const argument = listedEntry(definition.value, 'argument');
    return [
      {
        type,
        path,
        mode: { text: knownText(mode?.value) ?? '', at: mode?.at },
        argument: argument?.value ?? '',
        argumentText: knownText(argument?.value) ?? '',
        option: showOption([...root, group, path, type, 'mode']),
        definition: argument === undefined ? definition : { ...definition, value: argument.value, at: argument.at },
        element: undefined,
      },
    ];
  });
}
