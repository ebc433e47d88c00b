import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createInterruptions } from '../../server/src/lsp/interruptions';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** After how many milliseconds an evaluation is interrupted; at most a second. */
function interruptedAfter(interruptions: ReturnType<typeof createInterruptions>): number {
  return interruptions.during(() => {
    for (let time = 0; time < 1000; time += 10) {
      if (interruptions.isDue()) return time;
      vi.advanceTimersByTime(10);
    }
    return 1000;
  });
}

test('nothing interrupts an evaluation while no message comes', () => {
  expect(interruptedAfter(createInterruptions(() => false))).toBe(1000);
});

test('with messages waiting, each try is longer than the one before, up to what a message may wait', () => {
  const interruptions = createInterruptions(() => true);
  const tries = [1, 2, 3, 4, 5].map(() => {
    const time = interruptedAfter(interruptions);
    interruptions.interrupted();
    return time;
  });
  expect(tries).toEqual([60, 110, 210, 260, 260]);
  interruptions.ended();
  expect(interruptedAfter(interruptions)).toBe(60);
});

test('who waits only so long interrupts then, once, and not when nobody waits any more', () => {
  const interruptions = createInterruptions(() => false);
  interruptions.within(300);
  expect(interruptedAfter(interruptions)).toBe(310);
  expect(interruptedAfter(interruptions)).toBe(1000);
  const noLonger = interruptions.within(300);
  noLonger();
  expect(interruptedAfter(interruptions)).toBe(1000);
});

test('only what is done as an evaluation is interrupted', () => {
  expect(createInterruptions(() => true).isDue()).toBe(false);
});

/** How often an evaluation of so many milliseconds is begun until it comes to its end. */
function triesOf(interruptions: ReturnType<typeof createInterruptions>, milliseconds: number): number {
  for (let tries = 1; tries < 100; tries++) {
    const isWhole = interruptions.during(() => {
      for (let time = 0; time < milliseconds; time += 10) {
        if (interruptions.isDue()) return false;
        vi.advanceTimersByTime(10);
      }
      return true;
    });
    if (isWhole) return tries;
    interruptions.interrupted();
  }
  return Infinity;
}

test('an evaluation comes to its end although messages never stop', () => {
  expect(
    triesOf(
      createInterruptions(() => true),
      5000,
    ),
  ).toBeLessThan(20);
});

test('it does so too while somebody else waits for a short time again and again', () => {
  const interruptions = createInterruptions(() => false);
  const asking = setInterval(() => interruptions.within(300), 100);
  expect(triesOf(interruptions, 5000)).toBeLessThan(20);
  clearInterval(asking);
});

test('a changed text is tried anew, with room for messages', () => {
  const interruptions = createInterruptions(() => true);
  for (let time = 0; time < 3000; time += 200) {
    expect(interruptedAfter(interruptions)).toBeLessThan(300);
    interruptions.interrupted();
    interruptions.changed();
  }
});
