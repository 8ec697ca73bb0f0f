/**
 * The two descriptors of an uplink: the wire, through a packet socket on the NIC, and the host's own
 * stack behind that NIC, through a TAP whose frames are redirected to the NIC's ingress.
 * Read first: ../link/pumpEnd.ts, ../link/privileges.ts, hostNic.ts.
 *
 * The TAP must bear the NIC's own MAC: the host takes a frame for somebody else's otherwise.
 */
import type { FrameBatch } from '../link/frameBatch.ts';
import type { Privileges } from '../link/privileges.ts';
import { PumpEnd, type PumpEndEvents } from '../link/pumpEnd.ts';
import { formatMac } from '../wire/address.ts';

/** Ours to make; the kernel numbers them. */
const REDIRECT_TAP = 'pc%d';

export interface FrameEnd {
  readonly congested: boolean;
  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void;
  close(): void;
}

export interface WireEnd extends FrameEnd {
  setFilter(program: Uint32Array): void;
}

export interface NicEnds {
  /** @param pastHost frames go out past the filters that cut the host off */
  openWire(nic: string, pastHost: boolean, events: PumpEndEvents): WireEnd;
  openHost(nic: string, mac: number, events: PumpEndEvents): FrameEnd;
}

export function createNicEnds(privileges: Privileges): NicEnds {
  return {
    openWire(nic, pastHost, events) {
      const { fd } = privileges.openPacketSocket(nic);
      const end = new PumpEnd(fd, 'packet', events);
      if (pastHost) end.pump.sendPastQueueing();
      return Object.assign(end, {
        setFilter: (program: Uint32Array) => end.pump.setFilter(program),
      });
    },
    openHost(nic, mac, events) {
      const address = formatMac(mac).replaceAll('-', ':').toLowerCase();
      const { fd, name } = privileges.openTap({ name: REDIRECT_TAP, mac: address });
      const end = new PumpEnd(fd, 'tap', events);
      try {
        privileges.redirect(name, nic, true);
      } catch (error) {
        end.close();
        throw error;
      }
      return end;
    },
  };
}
