// `pkgs.writers`: scripts in several languages, and texts (nixpkgs, pkgs/build-support/writers). What has to be compiled,
// and what tools format, is not known here.
import { attrsOf, getAttr } from '../evaluator/attrs';
import { primOp } from '../evaluator/builtins/primop';
import { callPosition } from '../evaluator/call';
import { coerceToString, forceAttrs, forceList, forceString } from '../evaluator/coerce';
import type { Position } from '../evaluator/position';
import { isString, textOf } from '../evaluator/strings';
import { Attrs, Unknown, force, type Lazy, type PrimOp, type Value } from '../evaluator/values';
import { unknownStorePath } from '../nixos';
import { NOT_BUILT, unknownMember } from './make-package';
import { joined } from './shell-application';
import { writeText, written } from './writers';

interface Language {
  readonly name: string;
  /** Whether a set stands between the name and the text: always, or for whoever wants to give one. */
  readonly arguments: 'required' | 'optional';
  /** What stands behind `#!`. */
  readonly interpreter: (args: Attrs) => Lazy;
  /** What the file holds behind that, where it is more than the text. */
  readonly content?: (text: Lazy) => Lazy;
}

const program = (name: string, path: string): string => `${unknownStorePath(name)}/bin/${path}`;

const DASH = program('dash', 'dash');

/** Those whose first line does not hang on a version, or is as good as known. */
const LANGUAGES: readonly Language[] = [
  { name: 'Bash', arguments: 'optional', interpreter: () => program('bash', 'bash') },
  { name: 'Dash', arguments: 'optional', interpreter: () => DASH },
  { name: 'Fish', arguments: 'optional', interpreter: () => `${program('fish', 'fish')} --no-config` },
  { name: 'Nu', arguments: 'optional', interpreter: () => `${program('nushell', 'nu')} --no-config-file` },
  { name: 'Lua', arguments: 'required', interpreter: () => program('lua', 'lua') },
  // Packages of libraries are named after the interpreter.
  { name: 'Perl', arguments: 'required', interpreter: () => program('perl-env', 'perl') },
  {
    name: 'Ruby',
    arguments: 'required',
    interpreter: (args) =>
      hasLibraries(args) ? joined([notBuilt('pkgs.ruby.withPackages …'), '/bin/ruby']) : program('ruby', 'ruby'),
  },
  {
    name: 'Python3',
    arguments: 'required',
    // Its name has a version, which changes within a release of nixos-unstable.
    interpreter: (args) =>
      notBuilt(hasLibraries(args) ? '(pkgs.python3.withPackages …).interpreter' : 'pkgs.python3.interpreter'),
  },
  {
    name: 'JS',
    arguments: 'required',
    interpreter: () => DASH,
    content: (text) =>
      joined([
        `export NODE_PATH=${unknownStorePath('node')}/lib/node_modules\nexec ${program('nodejs', 'node')} `,
        writeText('js', text, undefined),
        ' "$@"\n',
      ]),
  },
];

function hasLibraries(args: Attrs): boolean {
  return forceList(getAttr(args, 'libraries') ?? []).length > 0;
}

function notBuilt(expression: string): Unknown {
  return new Unknown(expression, NOT_BUILT);
}

/** `writeBash`, `writeBashBin` and so on. */
export const LANGUAGE_WRITERS: Attrs = attrsOf(
  {
    ...Object.fromEntries(
      LANGUAGES.flatMap((language) => [
        [`write${language.name}`, scriptWriter(language, `write${language.name}`, (name) => name)],
        [`write${language.name}Bin`, scriptWriter(language, `write${language.name}Bin`, (name) => `/bin/${name}`)],
      ]),
    ),
    writeText: primOp('writeText', 2, (nameArgument, data) => {
      const at = callPosition();
      const { name, destination } = placeOf(textOf(forceString(nameArgument)));
      const text = coerceToString(data, { more: true });
      return written('pkgs.writers.writeText', { name, text, destination, executable: false }, at);
    }),
  },
  {
    unknown: new Unknown('pkgs.writers', NOT_BUILT),
    select: (name) => (name.startsWith('_') ? undefined : unknownMember('pkgs.writers', name)),
  },
);

/** A writer of a name or path and a text, perhaps with a set between them. */
function scriptWriter(language: Language, writer: string, pathOf: (name: string) => string): PrimOp {
  return primOp(writer, 2, (nameArgument, second) => {
    const at = callPosition();
    const path = pathOf(textOf(forceString(nameArgument)));
    const write = (args: Attrs, text: Lazy): Value => script(language, `pkgs.writers.${writer}`, path, args, text, at);
    const takesSet = language.arguments === 'required' || force(second) instanceof Attrs;
    return takesSet ? primOp(writer, 1, (text) => write(forceAttrs(second), text)) : write(attrsOf({}), second);
  });
}

function script(
  { interpreter, content = (text) => text }: Language,
  writer: string,
  path: string,
  args: Attrs,
  given: Lazy,
  at: Position | undefined,
): Value {
  const { name, destination } = placeOf(path);
  const text = force(given);
  // A file instead of a text is not read here.
  if (!isString(text)) {
    const shown = unknownStorePath(name);
    return new Unknown(`${writer} "${name}" …`, NOT_BUILT, at, 'package', undefined, shown);
  }
  const file = { name, text, destination, executable: true };
  return written(writer, { ...file, content: joined(['#! ', interpreter(args), '\n', content(text)]) }, at);
}

/** Where a writer puts a file: at the place that an absolute path says, else it is what is written itself. */
function placeOf(path: string): { name: string; destination: string } {
  return { name: path.slice(path.lastIndexOf('/') + 1), destination: path.startsWith('/') ? path : '' };
}
