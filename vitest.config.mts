import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: ['test/support/seed.ts'],
    include: ['test/**/*.test.ts'],
    exclude: ['test/e2e/**'],
    testTimeout: 60_000,
    pool: 'threads',
    // Left alone, vitest keeps one for itself, which is half of a small machine.
    maxWorkers: '100%',
  },
});
