import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createScheduler, type Scheduler } from '../../server/src/lsp/scheduler';

let evaluated: string[];
let scheduler: Scheduler;

beforeEach(() => {
  vi.useFakeTimers();
  evaluated = [];
  scheduler = createScheduler({ evaluate: (uri) => void evaluated.push(uri), idle: 100, patience: 500 });
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
