/**
 * Started in a network namespace: sends frames, given as hexadecimal words, through the NIC named
 * first, then exits. `FRAME/W0/W1` is a frame with offloads: the two words of
 * native/src/segmentation.h, decimal.
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
for (const word of frames) {
  const [hex = '', ...offload] = word.split('/');
  const octets = Buffer.from(hex, 'hex');
  octets.copy(batch.slab, batch.reserve(octets.length));
  batch.offloads.set(offload.map(Number), 2 * batch.count);
  batch.commit(octets.length);
}
const selection = Uint16Array.from(frames, (_, i) => i);
const done = pump.write(batch, selection, 0, frames.length);
if (done !== frames.length || pump.refused > 0)
  throw new Error(`${done} sent, ${pump.refused} refused`);
pump.close();
