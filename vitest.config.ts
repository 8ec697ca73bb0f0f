import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { licencesPlugin } from './scripts/licences.mjs';

/** The built window over a program in memory: a browser is all it takes. */
const onStage = 'clicks|screens|*Screens';

/**
 * On a machine shared with others a guest or a browser may stand still for seconds. What passed at
 * the second try is printed as such, and is to be mended.
 */
const busyMachine = {
  retry: process.env['CI'] === 'true' ? 1 : 0,
  testTimeout: 60_000,
  hookTimeout: 120_000,
};

/**
 * Four suites by what they need: `unit` nothing at all, `renderer` a stand-in for the DOM, `stage` a
 * browser, and `lab` the machine itself (QEMU guests, network namespaces), one file at a time
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
          name: 'stage',
          include: [`test/e2e/@(${onStage}).test.ts`],
          ...busyMachine,
        },
      },
      {
        test: {
          name: 'lab',
          include: [`test/e2e/!(${onStage}).test.ts`, 'test/lab/*.test.ts'],
          fileParallelism: false,
          ...busyMachine,
        },
      },
    ],
  },
});
