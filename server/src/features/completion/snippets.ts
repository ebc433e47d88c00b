// What is written for a value of a type, with places to fill in.
import type { OptionType, RunnerOption, SystemdDirective } from '../../nixos';
import { snippetChoice } from './item';

/** Better beginnings than the type gives. */
const BEGINNINGS: Readonly<Partial<Record<string, string>>> = {
  url: '"https://github.com/${1:owner}/${2:repository}"',
  tokenFile: '"/run/secrets/$1"',
  workDir: '"/var/lib/$1"',
  package: 'pkgs.${1:github-runner}',
};

/** A value of an option as a snippet whose places count from 1; one of `declared`, where there are such. */
export function optionValueSnippet(option: RunnerOption, declared: readonly string[] = []): string {
  const [only] = declared;
  if (declared.length > 1) return snippetChoice(1, declared);
  if (only !== undefined) return `\${1:${only.replace(/[\\$}]/g, '\\$&')}}`;
  return (
    BEGINNINGS[option.name] ??
    typeSnippet(option.type, option.default.kind === 'value' && option.default.value === false)
  );
}

function typeSnippet(type: OptionType, isOff: boolean): string {
  switch (type.kind) {
    case 'bool':
      return snippetChoice(1, isOff ? ['true', 'false'] : ['false', 'true']);
    case 'str':
    case 'strMatching':
      return '"$1"';
    case 'path':
      return '"/$1"';
    case 'package':
      return 'pkgs.${1:hello}';
    case 'attrs':
      return '{ $1 }';
    case 'enum':
      return snippetChoice(
        1,
        type.values.map((value) => JSON.stringify(value)),
      );
    case 'nullOr':
      return typeSnippet(type.of, isOff);
    case 'listOf':
      return `[ ${typeSnippet(type.of, isOff)} ]`;
    case 'nonEmptyListOf':
      return `[ ${typeSnippet(type.of, isOff)} ]`;
    default:
      return type satisfies never;
  }
}

/** More words than anybody chooses from in a snippet. */
const MAX_CHOICES = 12;

/** A value of a directive as a snippet. `isOn`: whether it is true where nobody sets it. */
export function directiveValueSnippet({ kind, words = [] }: SystemdDirective, isOn: boolean): string {
  const quoted = words.map((word) => JSON.stringify(word));
  switch (kind) {
    case 'boolean':
      return snippetChoice(1, [...(isOn ? ['false', 'true'] : ['true', 'false']), ...quoted]);
    case 'words':
      return quoted.length > MAX_CHOICES ? '"$1"' : snippetChoice(1, quoted);
    case 'unsigned':
      return '${1:0}';
    case 'path':
      return '"/$1"';
    case 'paths':
    case 'bind-paths':
      return '[ "/$1" ]';
    case 'mode':
      return '"0$1"';
    case 'signal':
      return '"SIG$1"';
    case 'timespan':
    case 'size':
    case 'percentage':
    case 'directories':
    case 'text':
      return '"$1"';
    default:
      return kind satisfies never;
  }
}
