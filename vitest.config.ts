import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'vitest/config';
import { licencesPlugin } from './scripts/licences.mjs';

/** Timeouts only catch what hangs: on a busy machine anything can stop for seconds. */
const patient = {
  testTimeout: 60_000,
  hookTimeout: 120_000,
  // One second by default: less than a busy machine needs to draw a page.
  expect: { poll: { timeout: 15_000 } },
};

/**
 * Four suites, distinguished by the names of their files:
 * - `*.lab.test.ts` (`lab`) needs the machine: QEMU guests, network namespaces, root. Files run at the
 *   same time, because guests wait more than they compute. So what a file creates on the machine has
 *   its own names and ports.
 * - `*.stage.test.ts` (`stage`) needs a browser: the built window on the real app.
 * - `test/renderer/**` (`renderer`) needs a stand-in for the DOM.
 * - every other `*.test.ts` (`unit`) needs nothing.
 */
export default defineConfig({
  test: {
    // Uses all cores. By default vitest leaves one idle, which would be half of two.
    maxWorkers: '100%',
    coverage: {
      include: ['src-main/**/*.ts', 'src-renderer/**/*.{ts,vue}', 'native/lib/**/*.ts'],
      reporter: ['text-summary', 'html'],
      reportsDirectory: 'test-results/coverage',
    },
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['**/*.{lab,stage}.test.ts', 'test/renderer/**'],
          ...patient,
        },
      },
      {
        plugins: [vue(), licencesPlugin()],
        test: {
          name: 'renderer',
          include: ['test/renderer/**/*.test.ts'],
          environment: 'happy-dom',
          ...patient,
        },
      },
      {
        test: { name: 'stage', include: ['test/**/*.stage.test.ts'], ...patient },
      },
      {
        test: {
          name: 'lab',
          include: ['test/**/*.lab.test.ts'],
          globalSetup: 'test/lab/accelerator.ts',
          ...patient,
        },
      },
    ],
  },
});
