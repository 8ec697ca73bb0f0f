/** tcpdump on one NIC: the judge of who sees what. */
import { once } from 'node:events';
import type { ChildProcess } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Namespace } from './namespaces.ts';

/** How long tcpdump may take to print what it has captured, ms. */
const SETTLE_MS = 300;

export class Sniffer {
  readonly #child: ChildProcess;
  #text = '';

  /** Captures from the moment this resolves; promiscuously, as an eavesdropper does. */
  static async on(namespace: Namespace, nic: string, ...filter: string[]): Promise<Sniffer> {
    const words = ['-i', nic, '-n', '-e', '-l', '--immediate-mode', ...filter];
    const sniffer = new Sniffer(namespace.spawn('tcpdump', ...words));
    await once(sniffer.#child.stderr!, 'data');
    await sleep(SETTLE_MS);
    return sniffer;
  }

  constructor(child: ChildProcess) {
    this.#child = child;
    child.stdout!.on('data', (chunk: Buffer) => (this.#text += chunk.toString()));
  }

  /** Ends the capture and gives what was seen. */
  async seen(): Promise<string> {
    await sleep(SETTLE_MS);
    this.#child.kill();
    return this.#text;
  }
}
