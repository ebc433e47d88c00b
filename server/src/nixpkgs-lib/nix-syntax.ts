// Texts of Nix source: quoted strings and identifiers.

const IDENTIFIER = /^[a-zA-Z_][a-zA-Z0-9_'-]*$/;
const KEYWORDS = new Set(['assert', 'else', 'if', 'in', 'inherit', 'let', 'or', 'rec', 'then', 'with']);

/** A string literal, as lib.strings.escapeNixString: JSON's escapes, and every `$`. */
export function nixStringLiteral(text: string): string {
  return JSON.stringify(text).replace(/\$/g, '\\$');
}

/** An attribute's name, quoted where it must be (nixpkgs, lib.strings.escapeNixIdentifier). */
export function nixIdentifier(name: string): string {
  return IDENTIFIER.test(name) && !KEYWORDS.has(name) ? name : nixStringLiteral(name);
}

/** `lib.showAttrPath`. */
export function attrPathText(path: readonly string[]): string {
  return path.length === 0 ? '<root attribute path>' : path.map(nixIdentifier).join('.');
}
