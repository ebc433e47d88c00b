// A server that ends by itself: how often it is started again, and what the person is told.
import { beforeEach, describe, expect, test, vi } from 'vitest';
import { createCrashes, type Crashes } from '../../client/src/serverCrash';

const told = vi.hoisted(() => ({
  messages: [] as { text: string; actions: string[]; answer: (action: string | undefined) => void }[],
}));
vi.mock('vscode', () => {
  const show = (text: string, ...actions: string[]): Promise<string | undefined> =>
    new Promise((answer) => told.messages.push({ text, actions, answer }));
  return {
    window: { showWarningMessage: show, showErrorMessage: show },
    l10n: {
      t: (text: string, ...values: unknown[]) =>
        text.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)])),
    },
  };
});

const MINUTE = 60_000;

describe('a server that ends', () => {
  let time: number;
  let crashes: Crashes;
  const log = { show: vi.fn() };
  const restart = vi.fn();
  const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

  beforeEach(() => {
    time = 0;
    told.messages = [];
    log.show.mockReset();
    restart.mockReset();
    crashes = createCrashes({ log, restart, now: () => time });
  });

  const crash = (count: number): boolean[] => Array.from({ length: count }, () => crashes.startAgain());

  test('is started again four times, and the person is told once', () => {
    expect(crash(4)).toEqual([true, true, true, true]);
    expect(told.messages.map(({ text }) => text)).toEqual([
      'The NixOS runner server stopped unexpectedly and was started again. No document was changed.',
    ]);
  });

  test('stays stopped after the fifth time within three minutes, with a way out', () => {
    expect(crash(5).at(-1)).toBe(false);
    expect(told.messages.at(-1)).toMatchObject({
      text: expect.stringContaining('stopped 5 times within 3 minutes') as unknown,
      actions: ['Restart', 'Show Log'],
    });
  });

  test('now and then is started again every time', () => {
    const again = Array.from({ length: 20 }, () => {
      time += MINUTE;
      return crashes.startAgain();
    });
    expect(again).not.toContain(false);
  });

  test('is started by the button, and counted from the beginning then', async () => {
    crash(5);
    told.messages.at(-1)?.answer('Restart');
    await settled();
    expect(restart).toHaveBeenCalledOnce();
    expect(crash(4)).not.toContain(false);
  });

  test('has a log that one can look at', async () => {
    crash(1);
    told.messages[0]?.answer('Show Log');
    await settled();
    expect(log.show).toHaveBeenCalledOnce();
    expect(restart).not.toHaveBeenCalled();
  });
});
