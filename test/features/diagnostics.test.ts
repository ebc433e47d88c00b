import { expect, test } from 'vitest';
import { codeActions, distinctFindings, findingsByFile, movedFindings, ownFindings } from '../../server/src/features';
import { fixture } from './support';

test('findings by file', () => {
  const { file } = fixture('{ imports = [ ./other.nix ]; services.github-runners.web.a = 1; }', '25.05', {
    'other.nix': '{ services.github-runners.web.b = 1; }',
  });
  const unknown = file.findings.filter(({ rule }) => rule === 'unknown-option');
  const byFile = [...findingsByFile(unknown)].map(([path, findings]) => [path, findings.map((f) => f.option)]);
  expect(Object.fromEntries(byFile)).toEqual({
    '/host/host.nix': ['services.github-runners.web.a'],
    '/host/other.nix': ['services.github-runners.web.b'],
  });
});

test('the same finding of two evaluations stands once', () => {
  const text = '{ services.github-runners.web.a = 1; }';
  const both = [...fixture(text, '25.05').file.findings, ...fixture(text, '25.05').file.findings];
  expect(both.length).toBeGreaterThan(0);
  expect(distinctFindings(both)).toHaveLength(both.length / 2);
});

test('what a text says by itself needs no evaluation', () => {
  const { file } = fixture('{ services.github-runners.web.a = x; }', '25.05');
  expect(ownFindings(file.program).map(({ rule }) => rule)).toEqual(['undefined-variable']);
});

test('findings keep to their text while others are edited', () => {
  const { file, text } = fixture('{ a = missing; }', '25.05');
  const edited = `# new\n${text}`.replace('}', 'b = 1; }');
  const source = { ...file.program.source, text: edited };
  const [moved] = movedFindings(
    ownFindings(file.program),
    [
      { start: 0, end: 0, length: '# new\n'.length },
      { start: edited.indexOf('b = 1'), end: edited.indexOf('b = 1'), length: 'b = 1; '.length },
    ],
    source,
  );
  expect(moved && edited.slice(moved.at.start, moved.at.end)).toBe('missing');
});

test('a finding whose text is deleted shrinks to where it was', () => {
  const { file, text } = fixture('{ a = missing; }', '25.05');
  const start = text.indexOf(' missing');
  const source = { ...file.program.source, text: text.replace(' missing;', '') };
  const [moved] = movedFindings(
    ownFindings(file.program),
    [{ start, end: start + ' missing;'.length, length: 0 }],
    source,
  );
  expect(moved?.at).toMatchObject({ start, end: start });
});

test('fixes are offered where their finding is', () => {
  const { file, offset, text } = fixture('{ services.github-runners.web = { $0tokenFiel = "/t"; }; }', '25.05');
  const [action] = codeActions(file, { start: offset, end: offset });
  const edit = action?.fix.edits[0];
  expect(edit && text.slice(0, edit.at.start) + edit.newText + text.slice(edit.at.end)).toBe(
    '{ services.github-runners.web = { tokenFile = "/t"; }; }',
  );
  expect(codeActions(file, { start: 0, end: 1 })).toEqual([]);
});
