// What the configuration itself writes to the path of a token file: everything that it writes comes from the store.
import { Attached } from '../syntax/attached';
import { attempt } from '../evaluator/errors';
import { canonicalPath } from '../evaluator/paths';
import type { Position } from '../evaluator/position';
import { isString, textOf } from '../evaluator/strings';
import { Attrs, NixPath, NixString, force, isList, type ContextElement, type Lazy } from '../evaluator/values';
import { getAttr } from '../evaluator/attrs';
import { showOption, type Definition } from '../modules/definition';
import { JOB_SCRIPT_ATTRIBUTES } from '../nixos';
import type { Host } from '../runner/host';
import { writtenText } from '../runner/writers';
import { knownText, knownValue } from './known';
import { innermostPlace } from './places';
import type { HostContext } from './rule';
import { writesTo } from './script-writes';
import { leak, storeLeak, type Leak } from './store-leaks';
import { writtenDefinitions } from './system-config';
import { tmpfilesLines } from './tmpfiles';

/** How the configuration puts a token into the file at an absolute path; `undefined` where it does not. */
export function writtenLeak(context: HostContext, path: string): Leak | undefined {
  const file = canonicalPath(path);
  return etcLeak(context, file) ?? homeLeak(context, file) ?? tmpfilesLeak(context, file) ?? scriptLeak(context, file);
}

/** `/etc/static` is where the links of `/etc` lead to. */
const ETC = /^\/etc\/(?:static\/)?(.+)$/;

/** A file below /etc that `environment.etc` makes out of the store. */
function etcLeak(context: HostContext, file: string): Leak | undefined {
  const name = ETC.exec(file)?.[1];
  if (name === undefined) return undefined;
  const entries = new Map<string, Map<string, Definition>>();
  for (const field of ['enable', 'target', 'text', 'source'])
    for (const { names, definition } of writtenDefinitions(context.host, ['environment', 'etc', '*', field])) {
      const [entry = ''] = names;
      entries.set(entry, (entries.get(entry) ?? new Map<string, Definition>()).set(field, definition));
    }
  for (const [attribute, fields] of entries) {
    if (knownValue(fields.get('enable')?.value) === false) continue;
    const target = canonicalPath(`/${knownText(fields.get('target')?.value) ?? attribute}`).slice(1);
    const source = fields.get('source');
    const content = source === undefined ? fields.get('text') : source;
    if (content === undefined || (target !== name && !(source && name.startsWith(`${target}/`)))) continue;
    if (source === undefined ? knownValue(content.value) === null : !isInStore(content.value)) continue;
    return leak(`\`environment.etc\` puts \`/etc/${name}\` into the Nix store`, {
      conditions: content.conditions,
      related: madeHere(innermostPlace(content, context), `\`/etc/${target}\` is made here.`),
    });
  }
  return undefined;
}

/** Files that home-manager links into a home, by the option and the folder below it. */
const HOME_FILES = [
  { path: ['home', 'file'], folder: '' },
  { path: ['xdg', 'configFile'], folder: '.config/' },
  { path: ['xdg', 'dataFile'], folder: '.local/share/' },
];

function homeLeak(context: HostContext, file: string): Leak | undefined {
  const [, user, name] = /^\/home\/([^/]+)\/(.+)$/.exec(file) ?? [];
  if (user === undefined || name === undefined) return undefined;
  for (const { path, folder } of HOME_FILES) {
    if (!name.startsWith(folder)) continue;
    for (const field of ['text', 'source']) {
      const option = ['home-manager', 'users', user, ...path, name.slice(folder.length), field];
      for (const { definition } of writtenDefinitions(context.host, option)) {
        if (field === 'text' ? knownValue(definition.value) === null : !isInStore(definition.value)) continue;
        return leak(`\`${showOption(option.slice(0, -2))}\` puts \`${file}\` into the Nix store`, {
          conditions: definition.conditions,
          related: madeHere(innermostPlace(definition, context), 'The file is made here.'),
        });
      }
    }
  }
  return undefined;
}

function isInStore(v: Lazy): boolean {
  const value = attempt(() => force(v));
  return value !== undefined && storeLeak(value) !== undefined;
}

function madeHere(at: Position | undefined, message: string): Leak['related'] {
  return at === undefined ? [] : [{ at, message }];
}

/** Types of lines in tmpfiles.d(5) that write their argument into a file, and that copy or link what it names. */
const WRITING = /^[fFw][+!\-=~$]*$/;
const COPYING = /^[CL][+!\-=?~$]*$/;

function tmpfilesLeak(context: HostContext, file: string): Leak | undefined {
  for (const { type, path, argument, argumentText, definition, element } of tmpfilesLines(context.host)) {
    if (canonicalPath(path) !== file || argumentText === '') continue;
    const place = innermostPlace(definition, context, element);
    const { conditions } = definition;
    if (WRITING.test(type))
      return leak(`\`systemd.tmpfiles\` writes a text into \`${file}\` that lies in the Nix store`, {
        conditions,
        related: madeHere(place, 'The text is written here.'),
      });
    if (COPYING.test(type) && argumentText.startsWith('/nix/store/'))
      return leak(
        `\`systemd.tmpfiles\` ${type.startsWith('L') ? 'makes a link of' : 'copies'} \`${file}\` ${type.startsWith('L') ? 'into' : 'from'} the Nix store`,
        { conditions, origin: originOf(argument), related: madeHere(place, 'The file is made here.') },
      );
  }
  return undefined;
}

function originOf(v: Lazy): Position | undefined {
  const value = attempt(() => force(v));
  return value instanceof NixString ? [...value.context.values()].find((e) => e.origin)?.origin?.at : undefined;
}

/** A script of the system, with the option that holds it. */
interface Script {
  readonly text: string | NixString;
  readonly option: string;
  readonly definition: Definition;
}

function scriptLeak(context: HostContext, file: string): Leak | undefined {
  for (const { text, option, definition } of scripts(context)) {
    const plain = textOf(text);
    if (!plain.includes(file)) continue;
    const how = writesTo(plain, file, storePathsIn(text));
    if (how === undefined) continue;
    return leak(
      how === 'text'
        ? `\`${option}\` writes a text into \`${file}\`, and the script lies in the Nix store`
        : `\`${option}\` fills \`${file}\` from the Nix store`,
      {
        conditions: definition.conditions,
        related: madeHere(innermostPlace(definition, context), 'The file is written here.'),
      },
    );
  }
  return undefined;
}

/** Store paths of files that the configuration itself put there; programs of packages are no tokens. */
function storePathsIn(text: string | NixString): string[] {
  if (typeof text === 'string') return [];
  const isOwn = ({ origin }: ContextElement): boolean => origin !== undefined && origin.kind !== 'package';
  return [...text.context.values()].filter(isOwn).map((e) => e.storePath);
}

/** Options that hold scripts; `*` stands for any name. */
const SCRIPT_OPTIONS: readonly (readonly string[])[] = [
  ['system', 'activationScripts', '*'],
  ['system', 'userActivationScripts', '*'],
  ['boot', 'postBootCommands'],
  ...JOB_SCRIPT_ATTRIBUTES.map(({ attribute }) => ['systemd', 'services', '*', attribute]),
  ...['ExecStartPre', 'ExecStart', 'ExecStartPost'].map((name) => ['systemd', 'services', '*', 'serviceConfig', name]),
  ...['ExecStartPre', 'ExecStartPost'].flatMap((name) => [
    ['services', 'github-runner', 'serviceOverrides', name],
    ['services', 'github-runners', '*', 'serviceOverrides', name],
  ]),
];

const SCRIPTS = new Attached<Host, readonly Script[]>();

function scripts({ host }: HostContext): readonly Script[] {
  let found = SCRIPTS.get(host);
  if (found === undefined) SCRIPTS.set(host, (found = findScripts(host)));
  return found;
}

function findScripts(host: Host): Script[] {
  return SCRIPT_OPTIONS.flatMap((path) =>
    writtenDefinitions(host, path).flatMap(({ names, definition }) => {
      let next = 0;
      const option = showOption(path.map((name) => (name === '*' ? (names[next++] ?? name) : name)));
      return scriptTexts(definition.value).map((text) => ({ text, option, definition }));
    }),
  );
}

/** The texts of the programs that a command names. */
function writtenBy(command: string | NixString): Lazy[] {
  if (typeof command === 'string') return [];
  return [...command.context.values()].flatMap(({ origin }) => (origin?.text === undefined ? [] : [origin.text]));
}

/** The scripts that a value stands for: a text, `{ text; }`, a program that is written, or several of them. */
function scriptTexts(v: Lazy): (string | NixString)[] {
  const value = attempt(() => force(v));
  if (value === undefined) return [];
  // A command may be a program that is written in another place.
  if (isString(value)) return [value, ...writtenBy(value).flatMap(scriptTexts)];
  if (isList(value)) return value.flatMap(scriptTexts);
  if (value instanceof NixPath || !(value instanceof Attrs)) return [];
  const program = writtenText(value);
  const text = program ?? getAttr(value, 'text');
  return text === undefined ? [] : scriptTexts(text);
}
