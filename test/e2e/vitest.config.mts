import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: './globalSetup.ts',
    // While one editor starts, which takes a processor, the steps in another one wait for what they expect.
    maxWorkers: 2,
    // A busy machine now and then loses a key or a click in the browser.
    retry: 1,
    // What is polled for may wait for an evaluation on a busy machine.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
