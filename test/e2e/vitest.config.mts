import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    root: import.meta.dirname,
    include: ['*.test.ts'],
    globalSetup: './globalSetup.ts',
    // Two editors at the same time starve each other on a small machine.
    fileParallelism: false,
    // The steps of a scenario build on each other.
    bail: 1,
    // A busy machine now and then loses a key or a click in the browser.
    retry: 1,
    // What is polled for may wait for an evaluation on a busy machine.
    expect: { poll: { timeout: 20_000, interval: 100 } },
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
