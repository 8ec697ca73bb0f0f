import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { licencesPlugin } from './scripts/licences.mjs';

/**
 * Three suites by what they need: `unit` nothing at all, `renderer` a stand-in for the DOM, and
 * `lab` the machine itself (QEMU guests, network namespaces, a browser), one file at a time
 * because guests share the cores.
 */
export default defineConfig({
  test: {
    // All cores: otherwise one is kept for the terminal, and of two only one works.
    maxWorkers: '100%',
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/lab/**', 'test/e2e/**', 'test/renderer/**'],
          // Nothing here waits for long; on a machine shared with others it may stand still.
          testTimeout: 20_000,
          hookTimeout: 20_000,
        },
      },
      {
        plugins: [vue(), licencesPlugin()],
        test: {
          name: 'renderer',
          include: ['test/renderer/**/*.test.ts'],
          environment: 'happy-dom',
        },
      },
      {
        test: {
          name: 'lab',
          include: ['test/e2e/**/*.test.ts', 'test/lab/**/*.test.ts'],
          fileParallelism: false,
          // On a machine shared with others a guest may stand still for seconds. What passed at
          // the second try is printed as such, and is to be mended.
          retry: process.env['CI'] === 'true' ? 1 : 0,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
    ],
  },
});
