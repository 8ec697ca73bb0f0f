/** `patchcord …` in a separate process, with a fake program (fakePanel.ts). */
import { openDoctor } from '../../src-main/app/localDoctor.ts';
import { processWorld } from '../../src-main/shell/cli/processWorld.ts';
import { runCli } from '../../src-main/shell/cli/runCli.ts';
import { FakePanel } from './fakePanel.ts';

const world = processWorld({
  version: '0.1.0',
  rendererDir: process.env['RENDERER_DIR']!,
  openDoctor,
  openProgram: ({ dataDir }) =>
    Promise.resolve({ service: new FakePanel(dataDir), close: () => Promise.resolve() }),
});
process.exitCode = await runCli(process.argv.slice(2), world);
