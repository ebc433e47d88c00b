import { beforeEach, expect, test } from 'vitest';
import type { Source } from '../../server/src/evaluator/position';
import { createReports, type Reports } from '../../server/src/lsp/reports';
import type { Finding, RuleName } from '../../server/src/rules/finding';

const source = (path: string, text = 'abcdef'): Source => ({ path, text, folder: '/' });
const finding = (path: string, message: string, start = 0, rule: RuleName = 'type-mismatch'): Finding => ({
  rule,
  severity: 'error',
  message,
  at: { source: source(path), start, end: start + 1 },
});

let published: string[];
let reports: Reports;
const messages = (path: string): string[] => reports.findings(path).map(({ message }) => message);

beforeEach(() => {
  published = [];
  reports = createReports((path) => void published.push(path));
});

test('an evaluated document is published though nothing was found', () => {
  reports.set('a', '/a', []);
  expect(published).toEqual(['/a']);
});

test('files that are not reported any more are published again', () => {
  reports.set('a', '/a', [finding('/b', 'one')]);
  published = [];
  reports.set('a', '/a', []);
  expect(published.sort()).toEqual(['/a', '/b']);
  expect(messages('/b')).toEqual([]);
});

test('what two documents report of a file stays until both have taken it back', () => {
  reports.set('a', '/a', [finding('/c', 'both'), finding('/c', 'first')]);
  reports.set('b', '/b', [finding('/c', 'both'), finding('/c', 'second')]);
  expect(messages('/c')).toEqual(['both', 'first', 'second']);
  reports.delete('a');
  expect(messages('/c')).toEqual(['both', 'second']);
  reports.delete('b');
  expect(messages('/c')).toEqual([]);
});

test('an edit moves what others say, and replaces what the text says by itself', () => {
  reports.set('a', '/a', [finding('/a', 'old syntax', 1, 'syntax-error'), finding('/a', 'type', 3)]);
  reports.set('b', '/b', [finding('/a', 'other', 4)]);
  published = [];
  const edited = source('/a', '__abcdef');
  reports.edit('a', edited, [{ start: 0, end: 0, length: 2 }], [finding('/a', 'new syntax', 0, 'syntax-error')]);
  expect(published).toEqual(['/a']);
  expect(reports.findings('/a').map(({ message, at }) => `${message} ${at.start}`)).toEqual([
    'new syntax 0',
    'type 5',
    'other 6',
  ]);
});

test('an edit that changes nothing of what the text says is not published', () => {
  reports.set('a', '/a', [finding('/a', 'type', 3)]);
  published = [];
  reports.edit('a', source('/a', 'abcdef '), [{ start: 6, end: 6, length: 1 }], []);
  expect(published).toEqual([]);
});
