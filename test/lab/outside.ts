/**
 * A small internet for the tests: a namespace that stands for this computer, one that stands for
 * everything outside, and a cable between them. Patchcord runs in the first.
 *
 *   patchcord's host  198.51.100.1 ── 198.51.100.2  outside, servers (outsideServer.ts), DNS
 *                                     198.51.100.77 unused: ARP is not answered
 *                                     203.0.113.0/24 behind it: .10 answers; .66 has no route to
 *                                     it (unreachable); .99 swallows everything
 */
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { once } from 'node:events';
import { join } from 'node:path';
import { Namespace, veth } from './namespaces.ts';

export const HOST_ADDRESS = '198.51.100.1';
export const OUTSIDE_ADDRESS = '198.51.100.2';
export const FAR_ADDRESS = '203.0.113.10';
export const DEAD_ADDRESS = '198.51.100.77';
export const UNREACHABLE_ADDRESS = '203.0.113.66';
export const SILENT_ADDRESS = '203.0.113.99';

/** Records of the outside's dnsmasq. The long text does not fit into a UDP answer of 512 octets. */
const LONG_TEXT = 'patchcord'.repeat(27);

export class Outside {
  readonly host: Namespace;
  readonly far: Namespace;

  /** `area`: a prefix that distinguishes the namespaces of different suites. */
  static async open(area: string): Promise<Outside> {
    const outside = new Outside(area);
    await outside.#serve();
    return outside;
  }

  private constructor(area: string) {
    this.host = new Namespace(`pc-${area}-host`);
    this.far = new Namespace(`pc-${area}-out`);
    veth(
      { namespace: this.host, name: 'lan0', addresses: [`${HOST_ADDRESS}/24`] },
      { namespace: this.far, name: 'lan0', addresses: [`${OUTSIDE_ADDRESS}/24`] },
    );
    this.host.ip('route', 'add', 'default', 'via', OUTSIDE_ADDRESS);
    this.far.ip('address', 'add', `${FAR_ADDRESS}/32`, 'dev', 'lo');
    this.far.ip('route', 'add', 'unreachable', `${UNREACHABLE_ADDRESS}/32`);
    this.far.ip('route', 'add', 'blackhole', `${SILENT_ADDRESS}/32`);
  }

  /** Whether ordinary users can open ping sockets on this host (net.ipv4.ping_group_range). */
  async allowPing(allowed: boolean): Promise<void> {
    const range = allowed ? '0 2147483647' : '1 0';
    await this.host.run('sysctl', '-qw', `net.ipv4.ping_group_range=${range}`);
  }

  dispose(): void {
    this.host.dispose();
    this.far.dispose();
    rmSync(this.#etc, { recursive: true, force: true });
  }

  /** `ip netns exec` shows the files in this folder as /etc in the namespace. */
  get #etc(): string {
    return join('/etc/netns', this.host.name);
  }

  async #serve(): Promise<void> {
    mkdirSync(this.#etc, { recursive: true });
    writeFileSync(join(this.#etc, 'resolv.conf'), `nameserver ${OUTSIDE_ADDRESS}\n`);
    await this.far.run('sysctl', '-qw', 'net.ipv4.ip_forward=1');
    this.far.spawn(
      'dnsmasq',
      ...['--keep-in-foreground', '--conf-file=/dev/null', '--no-hosts', '--no-resolv'],
      ...[`--listen-address=${OUTSIDE_ADDRESS}`, '--bind-interfaces', '--pid-file='],
      ...[`--address=/outside.test/${OUTSIDE_ADDRESS}`, '--mx-host=outside.test,mail.test,10'],
      ...[1, 2, 3, 4].map((part) => `--txt-record=long.test,${part}${LONG_TEXT}`),
    );
    const server = join(import.meta.dirname, 'outsideServer.ts');
    const child = this.far.spawn(process.execPath, server, OUTSIDE_ADDRESS);
    await once(child.stdout!, 'data');
  }
}
