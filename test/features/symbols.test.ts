import { expect, test } from 'vitest';
import { symbols } from '../../server/src/features';
import { fixture } from './support';

/** The outline as text, one symbol to a line: its name, its detail, and the text of its name and value. */
function outline(
  source: string,
  release: '22.11' | '25.05' = '25.05',
  others: Readonly<Record<string, string>> = {},
): string {
  const { file, text } = fixture(source, release, others);
  const lines = symbols(file).flatMap((runner) => [
    `${runner.name} | ${runner.detail} | ${text.slice(runner.nameSpan.start, runner.nameSpan.end)}`,
    ...runner.children.map((o) => `  ${o.name} | ${o.detail} | ${text.slice(o.span.start, o.span.end)}`),
  ]);
  return `\n${lines.join('\n')}\n`;
}

test('runners with their options', () => {
  const text = `{
    services.github-runners.web = { enable = true; url = "https://github.com/a/b"; };
    services.github-runners."api two".extraLabels = [ "x" ];
  }`;
  expect(outline(text)).toBe(`
web | github-runner-web.service | web
  enable | true | enable = true
  url | "https://github.com/a/b" | url = "https://github.com/a/b"
api two | github-runner-api two.service | "api two"
  extraLabels | [ "x" ] | extraLabels = [ "x" ]
`);
});

test('the singular runner stands at the name of its tree', () => {
  expect(outline('{ services.github-runner = { enable = true; name = "builder"; }; }', '22.11')).toBe(`
builder | github-runner.service | github-runner
  enable | true | enable = true
  name | "builder" | name = "builder"
`);
});

test('runners that a function makes stand at what it gives for each', () => {
  const text =
    '{ lib, ... }: { services.github-runners = lib.genAttrs [ "a" "b" ] (name: { url = "https://x/${name}"; }); }';
  expect(outline(text)).toBe(`
a | github-runner-a.service | { url = "https://x/\${name}"; }
  url | "https://x/a" | url = "https://x/\${name}"
b | github-runner-b.service | { url = "https://x/\${name}"; }
  url | "https://x/b" | url = "https://x/\${name}"
`);
});

test('what other files set is not in the outline', () => {
  const text = '{ imports = [ ./other.nix ]; services.github-runners.web.enable = true; }';
  const other = '{ services.github-runners.web.url = "u"; services.github-runners.api.enable = true; }';
  expect(outline(text, '25.05', { 'other.nix': other })).toBe(`
web | github-runner-web.service | web
  enable | true | enable = true
`);
});

test('an error or a long value is cut', () => {
  const text = `{ services.github-runners.web = { url = 12; name = "${'x'.repeat(100)}"; }; }`;
  expect(outline(text)).toBe(`
web | github-runner-web.service | web
  url | A definition for option \`services.github-runners.web.url' is… | url = 12
  name | "${'x'.repeat(59)}… | name = "${'x'.repeat(100)}"
`);
});

test('a file without runners has none', () => {
  expect(symbols(fixture('{ services.nginx.enable = true; }', '25.05').file)).toEqual([]);
});
