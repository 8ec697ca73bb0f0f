/** The program with the two faces that need no desktop: control socket and web. */
import type { Logger } from 'pino';
import { ControlServer, refuseIfRunning } from './control/controlServer.ts';
import { controlSocketPath } from './control/controlPath.ts';
import { makeDataDir } from './dataDir.ts';
import { openLog } from './log.ts';
import type { OpenProgram } from './openProgram.ts';
import { readStaticFiles } from './staticFiles.ts';
import { surviveUncaught } from './surviveUncaught.ts';
import { removeWebLink, writeWebLink } from './web/webLink.ts';
import { WebServer } from './web/webServer.ts';

export interface ServeOptions {
  readonly dataDir: string;
  readonly port: number;
  readonly rendererDir: string;
  readonly openProgram: OpenProgram;
}

export interface Served {
  /** The link that opens the web face once. */
  readonly url: string;
  readonly socket: string;
  close(): Promise<void>;
}

/** @throws PatchcordError, after closing everything that it has opened */
export async function serve(options: ServeOptions): Promise<Served> {
  const { dataDir } = options;
  const socket = controlSocketPath(dataDir);
  makeDataDir(dataDir);
  await refuseIfRunning(dataDir);
  const files = await readStaticFiles(options.rendererDir);
  const log = openLog(dataDir);
  await using begun = new AsyncDisposableStack();
  begun.defer(surviveUncaught(log));
  const program = begun.adopt(await options.openProgram({ dataDir, log }), (it) => it.close());
  const control = await ControlServer.listen(dataDir, program.service);
  begun.adopt(control, (it) => it.close());
  begun.defer(() => removeWebLink(dataDir));
  const web = await WebServer.listen({
    port: options.port,
    service: program.service,
    files,
    onLink: (url) =>
      writeWebLink(dataDir, url, (error) =>
        log.warn({ error }, 'the web link could not be stored'),
      ),
  });
  begun.adopt(web, (it) => it.close());
  return stopWith(begun.move(), web.link, socket, log);
}

function stopWith(begun: AsyncDisposableStack, url: string, socket: string, log: Logger): Served {
  log.info({ socket }, 'serving');
  const close = async (): Promise<void> => {
    await begun.disposeAsync();
    log.info('stopped');
  };
  return { url, socket, close };
}
