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
        // All in one folder, because a worker is loaded from beside the file that starts it.
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
    // Leaves out unused parts of vue-i18n.
    define: { __VUE_I18N_LEGACY_API__: false, __VUE_I18N_FULL_INSTALL__: false },
    build: {
      outDir: resolve('out/renderer'),
      // The content policy allows only Patchcord's files, so nothing is inlined as data:.
      assetsInlineLimit: 0,
      // Keeps `light-dark()` and container queries, which Electron and current browsers support.
      target: 'chrome130',
      // Off by default in electron-vite. With it a browser parses a third of the octets.
      minify: true,
      rolldownOptions: {
        input: resolve('src-renderer/index.html'),
        // zod is in one chunk with the module that turns its `eval` off, so that this runs before any
        // schema is created.
        output: { codeSplitting: { groups: [{ name: 'zod', test: /zod|withoutEval/ }] } },
      },
    },
  },
});
