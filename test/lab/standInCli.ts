/** `patchcord …` in a process of its own, on the app with stand-ins behind it. */
import { openDoctor } from '../../src-main/app/localDoctor.ts';
import { processWorld } from '../../src-main/shell/cli/processWorld.ts';
import { runCli } from '../../src-main/shell/cli/runCli.ts';
import { openStandInApp } from '../app/standInApp.ts';

const world = processWorld({
  version: '0.1.0',
  rendererDir: process.env['RENDERER_DIR']!,
  openDoctor,
  openProgram: async ({ dataDir }) => {
    const { patchcord } = await openStandInApp(dataDir);
    return { service: patchcord, close: () => patchcord.close() };
  },
});
process.exitCode = await runCli(process.argv.slice(2), world);
