// Command-line flags for configure scripts, CMake and Meson (nixpkgs' lib/strings.nix).
import { forceBool, forceString, forceText } from '../evaluator/coerce';
import { isString, concatStrings } from '../evaluator/strings';
import { force, type Lazy, type NixString, type Value } from '../evaluator/values';
import { assertTrue, functions, interpolated, known } from './support';

const CMAKE_TYPES = new Set(['BOOL', 'FILEPATH', 'PATH', 'STRING', 'INTERNAL', 'LIST']);

/** A string argument; `shown` is how nixpkgs' assertion about it reads. */
function stringArgument(v: Lazy, shown: string): string | NixString {
  const value = force(v);
  assertTrue(isString(known(value)), shown);
  return forceString(value);
}

function boolArgument(v: Lazy, shown: string): boolean {
  const value = force(v);
  assertTrue(typeof known(value) === 'boolean', shown);
  return forceBool(value);
}

function cmakeOption(type: Lazy, feature: Lazy, value: Lazy): Value {
  const kind = forceText(type).toUpperCase();
  assertTrue(CMAKE_TYPES.has(kind), '(elem (toUpper type) types)');
  const name = stringArgument(feature, '(isString feature)');
  return concatStrings('-D', name, `:${kind}=`, stringArgument(value, '(isString value)'));
}

function mesonOption(feature: Lazy, value: Lazy): Value {
  const name = stringArgument(feature, '((lib).isString feature)');
  return concatStrings('-D', name, '=', stringArgument(value, '((lib).isString value)'));
}

const BOOL_ASSERTION = '((lib).isBool flag)';

function enable(on: Lazy, feature: Lazy): [boolean, Value] {
  const yes = boolArgument(on, BOOL_ASSERTION);
  return [yes, concatStrings(yes ? '--enable-' : '--disable-', stringArgument(feature, '((lib).isString feature)'))];
}

function withOrWithout(on: Lazy, feature: Lazy): [boolean, Value] {
  const name = stringArgument(feature, '(isString feature)');
  const yes = forceBool(on);
  return [yes, concatStrings(yes ? '--with-' : '--without-', name)];
}

/** `=value` after a flag that is on. */
function assigned([yes, text]: [boolean, Value], value: Lazy): Value {
  return yes ? concatStrings(forceString(text), '=', interpolated(value)) : text;
}

export const buildFlags = functions({
  cmakeOptionType: [3, cmakeOption],
  cmakeBool: [
    2,
    (condition, on) => {
      const name = stringArgument(condition, '((lib).isString condition)');
      return cmakeOption('bool', name, boolArgument(on, BOOL_ASSERTION) ? 'TRUE' : 'FALSE');
    },
  ],
  cmakeFeature: [
    2,
    (feature, value) =>
      cmakeOption(
        'string',
        stringArgument(feature, '((lib).isString feature)'),
        stringArgument(value, '((lib).isString value)'),
      ),
  ],
  mesonOption: [2, mesonOption],
  mesonBool: [
    2,
    (condition, on) => {
      const name = stringArgument(condition, '((lib).isString condition)');
      return mesonOption(name, boolArgument(on, BOOL_ASSERTION) ? 'true' : 'false');
    },
  ],
  mesonEnable: [
    2,
    (feature, on) => {
      const name = stringArgument(feature, '((lib).isString feature)');
      return mesonOption(name, boolArgument(on, BOOL_ASSERTION) ? 'enabled' : 'disabled');
    },
  ],
  enableFeature: [2, (on, feature) => enable(on, feature)[1]],
  enableFeatureAs: [3, (on, feature, value) => assigned(enable(on, feature), value)],
  withFeature: [2, (on, feature) => withOrWithout(on, feature)[1]],
  withFeatureAs: [3, (on, feature, value) => assigned(withOrWithout(on, feature), value)],
});
