/** The demo's guest, as the demo starts it: by its command line alone. */
import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, it } from 'vitest';
import { buildGuest } from '../../../scripts/guest/buildGuest.mjs';
import { demoVmCommand, findQemu } from '../../../scripts/guest/qemu.mjs';
import type { VmSpec } from '../../../src-main/hypervisor/hypervisor.ts';
import { QemuHypervisor } from '../../../src-main/hypervisor/qemu/qemuHypervisor.ts';
import { labHasKvm } from '../../lab/accelerator.ts';
import { describeLab } from '../../lab/prerequisites.ts';

/** RFC 2132 §2: what the options of a DHCP message begin with. */
const DHCP_MAGIC = Buffer.from([99, 130, 83, 99]);

describeLab('a guest of the demo', ['qemu-system-x86_64', 'busybox'], () => {
  const base = mkdtempSync(join(tmpdir(), 'pc-demo-'));
  const hypervisor = new QemuHypervisor({ dataDir: base });
  const consolePath = join(base, 'console.sock');
  const sockets: Socket[] = [];

  beforeAll(async () => {
    const qemu = findQemu()!;
    const machine = { qemu, kvm: labHasKvm(qemu), ...buildGuest() };
    const vm: VmSpec = {
      ...{ id: 'demo', name: 'Demo 1' },
      command: demoVmCommand({ ...machine, name: 'demo-1', consolePath }),
      cards: [
        {
          n: 1,
          mac: '00-03-FF-00-00-01',
          model: 'virtio',
          plugged: true,
          networkId: 'net',
          attachment: { kind: 'qemuStream' },
        },
      ],
    };
    await hypervisor.start(vm);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.destroy();
    await hypervisor.stop('demo', true);
    await hypervisor.close();
    rmSync(base, { recursive: true });
  });

  /** Resolves when the socket has said these octets. */
  async function says(socket: Socket, wanted: Buffer | string): Promise<void> {
    sockets.push(socket);
    let heard = Buffer.alloc(0);
    await new Promise<void>((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(heard.toString('latin1'))), 30_000);
      socket.on('data', (octets: Buffer) => {
        heard = Buffer.concat([heard, octets]);
        if (!heard.includes(wanted)) return;
        clearTimeout(late);
        resolve();
      });
    });
  }

  it('greets at its console, asks for a lease by name, and has a shell', async () => {
    const console = connect(consolePath);
    const cable = connect(hypervisor.socketPath('demo', 1));
    await Promise.all([says(console, 'This is demo-1'), says(cable, DHCP_MAGIC)]);
    console.write('echo $((6 * 7)); hostname -s\n');
    await says(console, '42');
    await says(cable, 'demo-1');
  });
});
