import { resolve } from 'node:path';
import vue from '@vitejs/plugin-vue';
import { defineConfig } from 'electron-vite';
import { licencesPlugin } from './scripts/licences.mjs';

/** Three builds: the main process with worker and command line, the preload, the renderer. */
export default defineConfig({
  main: {
    build: {
      outDir: 'out/main',
      rolldownOptions: {
        input: {
          electron: resolve('src-main/shell/electron/main.ts'),
          cli: resolve('src-main/shell/cli/main.ts'),
          engineWorker: resolve('src-main/engine/engineWorker.ts'),
        },
        // All in one folder: a worker is found beside whichever file starts it.
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      outDir: 'out/preload',
      rolldownOptions: {
        input: { preload: resolve('src-main/shell/electron/preload.ts') },
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: {
    root: 'src-renderer',
    base: './',
    plugins: [vue(), licencesPlugin()],
    // What of vue-i18n is not used is left out.
    define: { __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false },
    build: {
      outDir: resolve('out/renderer'),
      // The content policy admits files of ours alone: nothing inlined as data:.
      assetsInlineLimit: 0,
      // `light-dark()` and container queries as they are written: Electron's and today's browsers.
      target: 'chrome130',
      // electron-vite leaves it off; a browser on loopback parses a third of it so.
      minify: true,
      rolldownOptions: {
        input: resolve('src-renderer/index.html'),
        // zod is told not to try `eval` in the very file that brings it: before any schema is
        // made, in whichever file that is.
        output: { codeSplitting: { groups: [{ name: 'zod', test: /zod|withoutEval/ }] } },
      },
    },
  },
});
