// Random Nix programs, as text that Nix accepts.
import fc from 'fast-check';

const identifier = fc.constantFrom('a', 'b', 'c', "x'", 'y-z', '_q');
const blank = fc.constantFrom(' ', '\n', '  ', ' # c\n', ' /* d */ ', '\r\n', '\t');
const literalText = fc.stringMatching(/^[a-z $'"\\\n{}é-]{0,8}$/);

/** Escaped for a `"…"` string; a `$` in front of an antiquotation would take its meaning away. */
function doubleQuoted(text: string): string {
  return text.replace(/[\\"$]/g, '\\$&');
}

function indented(text: string): string {
  return text.replaceAll("'", "''\\'").replace(/\$/g, "''$$");
}

const attribute = fc.oneof(
  { weight: 4, arbitrary: identifier },
  literalText.map((text) => `"${doubleQuoted(text)}"`),
);

type Levels = {
  expr: string;
  op: string;
  simple: string;
};

const { expr } = fc.letrec<Levels>((tie) => ({
  simple: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    identifier,
    fc.constantFrom('1', '2.5', './p', '/q/r', '<s/t>', 'u:v ', '~/w', '[ ]', '{ }'),
    literalText.map((text) => `"${doubleQuoted(text)}"`),
    literalText.map((text) => `''${indented(text)}''`),
    fc
      .tuple(literalText, tie('expr'), literalText)
      .map(([a, e, b]) => `"${doubleQuoted(a)}\${${e}}${doubleQuoted(b)}"`),
    fc.tuple(literalText, tie('expr'), literalText).map(([a, e, b]) => `''${indented(a)}\${${e}}\n  ${indented(b)}''`),
    tie('expr').map((e) => `./p/\${${e}}.nix`),
    fc.tuple(tie('expr'), blank).map(([e, b]) => `(${b}${e}${b})`),
    fc.array(tie('simple'), { maxLength: 3 }).map((items) => `[ ${items.join(' ')} ]`),
    fc.tuple(fc.boolean(), bindings(tie('expr'))).map(([rec, all]) => `${rec ? 'rec ' : ''}{ ${all} }`),
    fc.tuple(tie('simple'), attribute).map(([e, name]) => `(${e}).${name}`),
    fc.tuple(tie('simple'), attribute, tie('simple')).map(([e, name, f]) => `(${e}).${name} or (${f})`),
    fc.tuple(identifier, tie('expr')).map(([a, e]) => `${a}.\${${e}}`),
  ),
  op: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('simple'),
    fc.tuple(tie('simple'), tie('simple')).map(([f, x]) => `${f} ${x}`),
    fc
      .tuple(tie('op'), fc.constantFrom('+', '-', '*', '/', '++', '//', '&&', '||', '->'), tie('op'), blank)
      .map(([a, o, b, s]) => `${a}${s}${o} ${b}`),
    fc
      .tuple(tie('simple'), fc.constantFrom('==', '!=', '<', '<=', '>', '>='), tie('simple'))
      .map(([a, o, b]) => `(${a} ${o} ${b})`),
    fc.tuple(fc.constantFrom('!', '-'), tie('op')).map(([o, e]) => `${o} ${e}`),
    fc.tuple(tie('simple'), attribute).map(([e, name]) => `(${e} ? ${name})`),
  ),
  expr: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    tie('op'),
    fc.tuple(identifier, tie('expr')).map(([x, e]) => `${x}: ${e}`),
    fc.tuple(formals(tie('expr')), tie('expr'), blank).map(([f, e, b]) => `${f}:${b}${e}`),
    fc.tuple(bindings(tie('expr')), tie('expr')).map(([all, e]) => `let ${all} in ${e}`),
    fc.tuple(fc.constant('with'), tie('expr'), tie('expr')).map(([k, a, b]) => `${k} ${a}; ${b}`),
    fc.tuple(tie('expr'), tie('expr'), tie('expr')).map(([a, b, c]) => `if ${a} then ${b} else ${c}`),
  ),
}));

function bindings(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  // Different first names, as Nix refuses to define an attribute twice.
  return fc
    .tuple(
      fc.option(value, { nil: undefined }),
      fc.option(fc.tuple(attribute, value), { nil: undefined }),
      fc.boolean(),
      fc.option(value, { nil: undefined }),
    )
    .map(([plain, nested, inherits, from]) =>
      [
        ...(plain === undefined ? [] : [`k0 = ${plain};`]),
        ...(nested === undefined ? [] : [`k1.${nested[0]} = ${nested[1]};`]),
        ...(inherits ? ['inherit k2 "k 3";'] : []),
        ...(from === undefined ? [] : [`inherit (${from}) k4;`]),
      ].join(' '),
    );
}

function formals(value: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc
    .tuple(fc.option(value, { nil: undefined }), fc.boolean(), fc.boolean(), fc.boolean())
    .map(([fallback, second, ellipsis, named]) => {
      const all = [
        ...(fallback === undefined ? [] : [`f ? ${fallback}`]),
        ...(second ? ['g'] : []),
        ...(ellipsis ? ['...'] : []),
      ];
      return `{ ${all.join(', ')} }${named ? '@all' : ''}`;
    });
}

/** A program that Nix parses without complaint. */
export const program: fc.Arbitrary<string> = expr;

/** Pieces that make and break programs when put anywhere. */
export const fragment: fc.Arbitrary<string> = fc.oneof(
  fc.constantFrom(
    ..."{ } ( ) [ ] ; : , . = \" '' ${ in let if then else with rec inherit or ? @ ... -> |> <| // + a.b = 1; ./a/ # /*".split(
      ' ',
    ),
    '\n',
    ' ',
    '\r',
    '\\',
    '$',
    "'",
  ),
  fc.string({ maxLength: 3, unit: 'grapheme' }),
);
