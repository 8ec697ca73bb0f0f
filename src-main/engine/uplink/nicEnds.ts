/**
 * The two descriptors of an uplink: the wire, through a packet socket on the NIC, and the host's own
 * stack behind that NIC, through a TAP whose frames are redirected to the NIC's ingress.
 * Read first: ../link/pumpEnd.ts, ../link/privileges.ts, hostNic.ts.
 *
 * The TAP must have the NIC's MAC. Otherwise the host drops the frames as not addressed to it.
 */
import type { FrameBatch } from '../link/frameBatch.ts';
import type { Privileges } from '../link/privileges.ts';
import { PumpEnd, type PumpEndEvents } from '../link/pumpEnd.ts';
import { formatLinuxMac } from '../../address/mac.ts';

/** Patchcord creates these TAPs; the kernel numbers them. */
const REDIRECT_TAP = 'pc%d';

export interface FrameEnd {
  readonly congested: boolean;
  transmit(batch: FrameBatch, selection: Uint16Array, count: number): void;
  close(): void;
}

/** The part of the uplink's configuration that is used here. */
export interface WireView {
  /** Frames are sent past the filters that cut the host off. */
  readonly isolated: boolean;
  /** All guests use the NIC's own MAC, so the NIC need not be promiscuous (R10). */
  readonly translate: boolean;
}

export interface WireEnd extends FrameEnd {
  setFilter(program: Uint32Array): void;
}

export interface NicEnds {
  openWire(nic: string, view: WireView, events: PumpEndEvents): WireEnd;
  openHost(nic: string, mac: number, events: PumpEndEvents): FrameEnd;
}

export function createNicEnds(privileges: Privileges): NicEnds {
  return {
    openWire(nic, { isolated, translate }, events) {
      const { fd } = privileges.openPacketSocket(nic);
      const end = new PumpEnd(fd, 'packet', events);
      try {
        if (isolated) end.pump.sendPastQueueing();
        if (translate) end.pump.seeGroups();
        else end.pump.seeAll();
      } catch (error) {
        end.close();
        throw error;
      }
      return Object.assign(end, {
        setFilter: (program: Uint32Array) => end.pump.setFilter(program),
      });
    },
    openHost(nic, mac, events) {
      const address = formatLinuxMac(mac);
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
