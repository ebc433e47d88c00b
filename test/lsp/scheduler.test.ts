import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createScheduler, type Progress, type Scheduler } from '../../server/src/lsp/scheduler';

let evaluated: string[];
/** What the next evaluations say; they are done where there is nothing. */
let progress: Progress[];
let scheduler: Scheduler;

beforeEach(() => {
  vi.useFakeTimers();
  evaluated = [];
  progress = [];
  const evaluate = (uri: string): Progress => {
    evaluated.push(uri);
    return progress.shift() ?? 'done';
  };
  scheduler = createScheduler({ evaluate, idle: 100, patience: 500 });
});
afterEach(() => {
  scheduler.dispose();
  vi.useRealTimers();
});

test('nothing is evaluated before the quiet time is over', () => {
  scheduler.ask(['a']);
  vi.advanceTimersByTime(99);
  expect(evaluated).toEqual([]);
  vi.advanceTimersByTime(1);
  expect(evaluated).toEqual(['a']);
});

test('an edit begins the quiet time anew, and counts once', () => {
  scheduler.ask(['a']);
  vi.advanceTimersByTime(60);
  scheduler.ask(['a']);
  vi.advanceTimersByTime(60);
  expect(evaluated).toEqual([]);
  vi.advanceTimersByTime(40);
  expect(evaluated).toEqual(['a']);
});

test('constant typing does not put evaluation off for ever', () => {
  for (let time = 0; time < 600; time += 50) {
    scheduler.ask(['a']);
    vi.advanceTimersByTime(50);
  }
  expect(evaluated).toEqual(['a']);
});

test('what was asked for last comes first', () => {
  scheduler.ask(['a', 'b', 'c']);
  scheduler.ask(['c', 'a']);
  vi.advanceTimersByTime(200);
  expect(evaluated).toEqual(['c', 'a', 'b']);
});

test('a dropped document is not evaluated', () => {
  scheduler.ask(['a', 'b']);
  scheduler.drop('a');
  vi.advanceTimersByTime(200);
  expect(evaluated).toEqual(['b']);
});

test('after a slow evaluation the quiet time is longer', () => {
  const slow = createScheduler({
    evaluate(uri) {
      evaluated.push(uri);
      vi.setSystemTime(Date.now());
      vi.advanceTimersByTime(300);
      return 'done';
    },
    idle: 100,
    patience: 500,
  });
  slow.ask(['a']);
  vi.advanceTimersByTime(100);
  slow.ask(['a']);
  vi.advanceTimersByTime(250);
  expect(evaluated).toEqual(['a']);
  vi.advanceTimersByTime(50);
  expect(evaluated).toEqual(['a', 'a']);
  slow.dispose();
});

test('a document that somebody waits for is evaluated at once, without the others', () => {
  scheduler.ask(['a', 'b']);
  scheduler.now('b');
  vi.advanceTimersByTime(10);
  expect(evaluated).toEqual(['b']);
  vi.advanceTimersByTime(100);
  expect(evaluated).toEqual(['b', 'a']);
});

test('an evaluation that has more to do goes on before the next one begins', () => {
  progress = ['more', 'more', 'done'];
  scheduler.ask(['a', 'b']);
  vi.advanceTimersByTime(110);
  expect(evaluated).toEqual(['a', 'a', 'a', 'b']);
});

test('an interrupted evaluation leaves room for what came in', () => {
  progress = ['interrupted'];
  scheduler.ask(['a']);
  vi.advanceTimersByTime(110);
  expect(evaluated).toEqual(['a']);
  vi.advanceTimersByTime(20);
  expect(evaluated).toEqual(['a', 'a']);
});

test('the quiet time is as long as the evaluation of the document itself took', () => {
  const mixed = createScheduler({
    evaluate(uri) {
      evaluated.push(uri);
      vi.advanceTimersByTime(uri === 'slow' ? 300 : 1);
      return 'done';
    },
    idle: 100,
    patience: 500,
  });
  mixed.ask(['slow', 'quick']);
  vi.advanceTimersByTime(110);
  mixed.ask(['slow', 'quick']);
  vi.advanceTimersByTime(290);
  expect(evaluated).toEqual(['slow', 'quick']);
  mixed.ask(['quick', 'slow']);
  vi.advanceTimersByTime(100);
  expect(evaluated).toEqual(['slow', 'quick', 'quick', 'slow']);
  mixed.dispose();
});
