/**
 * Started inside a network namespace: sends the frames given as hexadecimal words through the NIC
 * named first, as they are, and ends.
 */
import { FramePump } from '../../native/lib/framePump.ts';
import { openPacketSocket } from '../../native/lib/privilege.ts';
import { FrameBatch } from '../../src-main/engine/link/frameBatch.ts';

const [nic = '', ...frames] = process.argv.slice(2);
const batch = new FrameBatch(1 << 20);
const ignore = (): void => undefined;
const { fd } = openPacketSocket(nic);
const pump = new FramePump(fd, 'packet', new FrameBatch(1 << 17), {
  frames: ignore,
  writable: ignore,
  lost: ignore,
});
for (const hex of frames) {
  const octets = Buffer.from(hex, 'hex');
  octets.copy(batch.slab, batch.reserve(octets.length));
  batch.commit(octets.length);
}
const selection = Uint16Array.from(frames, (_, i) => i);
const done = pump.write(batch, selection, 0, frames.length);
if (done !== frames.length || pump.refused > 0)
  throw new Error(`${done} sent, ${pump.refused} refused`);
pump.close();
