// The documents of files that people's definitions write into the store.
import type { Position } from '../evaluator/position';
import { showOption } from '../modules/definition';
import { expressionWith } from '../rules/places';
import type { WrittenFile } from '../runner/written-files';
import type { Expr } from '../syntax/ast';
import type { Origin } from './origins';
import type { GeneratedDocument, ProgramAt } from './preview';
import { placeLink } from './place-links';
import { placedLines, stringsOf, stringsThatGive, type WrittenString } from './text-sources';

/** What programs that check scripts have to know of one. */
export interface ScriptChecks {
  /** Codes of shellcheck that count as no complaints; `undefined` where it is not to be asked at all. */
  readonly excluded?: readonly string[];
  /** Whether it may run with other variables than those of the unit. */
  readonly ownEnvironment: boolean;
}

/** The document of a file, but for what all documents have. */
export function fileDocument(
  file: WrittenFile,
  programAt: ProgramAt,
): Pick<GeneratedDocument, 'name' | 'languageId' | 'text' | 'origins' | 'checks' | 'executable'> {
  const languageId = languageOf(file);
  return {
    name: file.name,
    languageId,
    text: file.text,
    origins: fileOrigins(file, programAt),
    executable: file.executable,
    ...(languageId === 'shellscript' && {
      checks: {
        ...(file.excludedShellChecks && { excluded: file.excludedShellChecks }),
        ownEnvironment: file.forJobs,
      },
    }),
  };
}

/** Shells whose syntax bash checks: on NixOS `sh` is bash. */
const BASH = /^#!\s*(?:\S*\/)?(?:env\s+(?:-S\s+)?)?(?:\S*\/)?(?:bash|sh)(?:\s|$)/;

function languageOf({ name, text }: WrittenFile): GeneratedDocument['languageId'] {
  if (BASH.test(text)) return 'shellscript';
  return name.endsWith('.json') ? 'json' : 'plaintext';
}

/** Each line leads to where it is written; lines that nixpkgs adds lead to the call that does. */
function fileOrigins(file: WrittenFile, programAt: ProgramAt): Origin[] {
  const { origin, option, text, givenText } = file;
  const { at } = origin;
  const where = at === undefined ? '' : ` in ${placeLink(at)}`;
  const markdown = `Written by \`${origin.what}\`${where}, to which **\`${showOption(option)}\`** refers.`;
  return placedLines(text, givenText, textStrings(at, givenText, programAt)).map(({ span, place = at }) => ({
    span,
    markdown,
    places: place === undefined ? [] : [place],
  }));
}

/**
 * The strings behind the text that a call such as `pkgs.writeShellScript "x" ''…''` is given; where it is given a name,
 * the string of the file that the text can only come from.
 */
function textStrings(at: Position | undefined, given: string, programAt: ProgramAt): WrittenString[] {
  const root = at && programAt(at.source.path)?.parse.root;
  if (at === undefined || root === undefined) return [];
  const call = expressionWith(root, at);
  const argument = call?.kind === 'Apply' ? textArgument(call.arg) : undefined;
  const strings = argument === undefined ? [] : stringsOf(at.source, argument);
  const [only, ...others] = strings.length > 0 ? [] : stringsThatGive(root, given);
  return only === undefined || others.length > 0 ? strings : [{ source: at.source, expr: only }];
}

function textArgument(argument: Expr): Expr | undefined {
  if (argument.kind !== 'AttrSet') return argument;
  for (const binding of argument.bindings) {
    const [name, ...more] = binding.kind === 'value' ? binding.path : [];
    if (binding.kind === 'value' && more.length === 0 && name?.kind === 'static' && name.name === 'text')
      return binding.value;
  }
  return undefined;
}
