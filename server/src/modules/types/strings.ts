// Strings: plain, of a certain form, and joined from several definitions.
import { attrsOf, getAttr } from '../../evaluator/attrs';
import { coerceToString, forceString, forceText } from '../../evaluator/coerce';
import { equal } from '../../evaluator/operators';
import { isString, joinStrings } from '../../evaluator/strings';
import { Unknown, force, type Attrs, type Lazy } from '../../evaluator/values';
import { nixStringLiteral } from '../../nixpkgs-lib/nix-syntax';
import { hasInfix, removeSuffix } from '../../nixpkgs-lib/string-match';
import { callBuiltin, known } from '../../nixpkgs-lib/support';
import { alterType, makeType, mergeEqual, phrase } from '../make-type';
import type { OptionType, TypeFunctor } from '../option-type';
import { addCheck } from './coerced';

function isText(lazyValue: Lazy): boolean {
  return isString(known(force(lazyValue)));
}

export const str: OptionType = makeType({
  name: 'str',
  description: 'string',
  descriptionClass: 'noun',
  check: isText,
  merge: mergeEqual,
});

/** Whether all of the string matches; a string with unknown parts signals. */
function matches(pattern: Lazy, v: Lazy): boolean {
  return known(callBuiltin('match', pattern, v)) !== null;
}

export const nonEmptyStr: OptionType = makeType({
  name: 'nonEmptyStr',
  description: 'non-empty string',
  descriptionClass: 'noun',
  check: (v) => isText(v) && !matches('[ \t\n]*', v),
  merge: mergeEqual,
});

/** A string that a POSIX extended regular expression matches wholly. */
export function strMatching(pattern: string): OptionType {
  const functor: TypeFunctor = {
    name: 'strMatching',
    payload: attrsOf({ pattern }),
    make: (payload) => strMatching(forceText(parameter(payload, 'pattern'))),
    join: (a, b) => (known(equal(a, b)) ? a : undefined),
  };
  return makeType({
    name: `strMatching ${nixStringLiteral(pattern)}`,
    description: `string matching the pattern ${pattern}`,
    descriptionClass: 'noun',
    check: (v) => isText(v) && matches(pattern, v),
    merge: mergeEqual,
    functor,
  });
}

function parameter(payload: Attrs, name: string): Lazy {
  return getAttr(payload, name) ?? null;
}

export const singleLineStr: OptionType = makeType({
  name: 'singleLineStr',
  description: '(optionally newline-terminated) single-line string',
  descriptionClass: 'noun',
  check: (v) => isText(v) && matches('[^\n\r]*\n?', v),
  merge: (loc, definitions) => removeSuffix('\n', mergeEqual(loc, definitions)),
});

/** Definitions are joined with `separator` between them. */
export function separatedString(separator: string): OptionType {
  const functor: TypeFunctor = {
    name: 'separatedString',
    payload: attrsOf({ sep: separator }),
    make: (payload) => separatedString(forceText(parameter(payload, 'sep'))),
    join: (a, b) => (known(equal(force(parameter(a, 'sep')), force(parameter(b, 'sep')))) ? a : undefined),
  };
  const merge: OptionType['merge'] = (_, definitions) =>
    joinStrings(
      separator,
      definitions.map((d) => {
        const v = force(d.value);
        return v instanceof Unknown ? coerceToString(v, {}) : forceString(v);
      }),
    );
  return makeType({
    name: 'separatedString',
    description: `strings concatenated with ${JSON.stringify(separator)}`,
    descriptionClass: 'noun',
    check: isText,
    merge,
    // An unknown definition is an unknown part of the text.
    mergeWithUnknown: merge,
    functor,
  });
}

/** The deprecated type whose definitions are joined with nothing between. */
export const string: OptionType = alterType(separatedString(''), {
  name: 'string',
  deprecationMessage: 'See https://github.com/NixOS/nixpkgs/pull/66346 for better alternative types.',
});

export const lines: OptionType = separatedString('\n');
export const commas: OptionType = separatedString(',');
export const envVar: OptionType = separatedString(':');

/** A string type whose values fit into a field of /etc/passwd. */
export function passwdEntry(type: OptionType): OptionType {
  const checked = addCheck(type, (v) => !known(hasInfix(':', v)) && !known(hasInfix('\n', v)));
  return alterType(checked, {
    name: `passwdEntry ${type.name}`,
    get description() {
      return `${phrase(type, 'noun')}, not containing newlines or colons`;
    },
    descriptionClass: 'nonRestrictiveClause',
  });
}
