// What is said of a value that is not of an option's type.
import { NixError, attempt } from '../evaluator/errors';
import { force, isList, typeOf, type Lazy } from '../evaluator/values';
import type { Definition } from '../modules/definition';
import { strMatching } from '../modules/types/strings';
import { toPretty } from '../nixpkgs-lib/pretty';
import { isDerivationValue } from '../nixpkgs-lib/support';
import { UNIT_NAME_PATTERN } from '../nixos';

/** `` `enable` must be a boolean, but this is the string `"yes"` ``, without a full stop. */
export function mismatchText(option: string, typeDescription: string | undefined, d: Definition): string {
  return `\`${option}\` must be ${inWords(typeDescription ?? 'another type')}, but this is ${describe(d)}`;
}

const UNIT_NAME = strMatching(UNIT_NAME_PATTERN).description;

/**
 * A type's description (`description` in nixpkgs' lib/types.nix) as a part of a sentence. That of a unit's name is a
 * pattern, which tells people little.
 */
function inWords(description: string): string {
  const text = description
    .replace(UNIT_NAME, 'systemd unit name with its kind, such as `network.target`')
    .replace(/^non-empty \((.*)\)$/, 'non-empty $1')
    .replace(/^((?:non-empty )?list of (?:absolute path|boolean|package|string))$/, '$1s');
  const choices = text.split(' or ');
  return choices.length > 1 && choices.every((choice) => /^[a-z][a-z ]*$/.test(choice))
    ? listed(choices.map(withArticle))
    : withArticle(text);
}

function listed(choices: readonly string[]): string {
  return `${choices.slice(0, -1).join(', ')} or ${choices.at(-1) ?? ''}`;
}

function withArticle(description: string): string {
  if (/^(one of|null$|null or|impossible|value |raw )/.test(description)) return description;
  return `${/^[aeiou]/.test(description) ? 'an' : 'a'} ${description}`;
}

const MAX_SHOWN = 40;

function describe(d: Definition): string {
  const value = force(d.value);
  const shown = shownValue(value);
  const kind = attempt(() => isDerivationValue(value)) === true ? 'a package' : KINDS[typeOf(value)];
  return shown === undefined ? kind : `${kind} \`${shown}\``;
}

const KINDS: Readonly<Record<ReturnType<typeof typeOf>, string>> = {
  null: 'the value',
  bool: 'the Boolean',
  int: 'the integer',
  float: 'the float',
  string: 'the string',
  path: 'the path',
  set: 'a set',
  list: 'a list',
  lambda: 'a function',
  unknown: 'a value',
};

function shownValue(v: Lazy): string | undefined {
  const value = force(v);
  if (isList(value) || typeOf(value) === 'set' || typeOf(value) === 'lambda') return undefined;
  try {
    const text = toPretty(value, {});
    return text.includes('\n') || text.length > MAX_SHOWN ? undefined : text;
  } catch (error) {
    if (error instanceof NixError) return undefined;
    throw error;
  }
}
