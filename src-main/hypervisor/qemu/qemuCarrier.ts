/**
 * One card's carrier, as the guest sees it. QMP's `set_link` sets it to match the cable.
 *
 * `set_link` with the card's name was tried on QEMU 7.2.22 with a Linux 6.1 guest:
 * - virtio-net-pci, rtl8139 (8139cp): the guest sees it within 0.1 s, down and up.
 * - e1000: the guest sees it within 1 s (down) and 2 s (up), when the driver's watchdog runs.
 * - e1000e: after the guest has come up it sees no change, because its link interrupt stays pending.
 * - tulip: QEMU has no link state for it, and the guest sees no change.
 * With the last two the guest keeps its carrier, but QEMU passes no frame while the link is down (its
 * net/net.c). With the netdev's name (`pc1`) guests see the same, but setting the link up crashes
 * this QEMU (SIGSEGV) if nothing is connected to a `stream` netdev. That is why the card is named.
 */
import type { VmCard } from '../hypervisor.ts';

/**
 * How long the cable is unplugged when it moves to another network, in ms. The guest's DHCP client
 * must notice it: Linux can merge the changes of one second (net/core/link_watch.c), and a guest that
 * is short of CPU can miss 500 ms.
 */
export const REPLUG_MS = 1_500;

export class QemuCarrier {
  readonly #setLink: (up: boolean) => Promise<boolean>;
  readonly #changed: () => void;
  /** The last state sent to QEMU; null: not known. */
  #sent: boolean | null = null;
  #up = false;
  #networkId: string | null = null;
  #plugged = false;
  #replug: NodeJS.Timeout | null = null;

  /** `setLink` resolves to whether QEMU accepted it; it never rejects. */
  constructor(setLink: (up: boolean) => Promise<boolean>, changed: () => void) {
    this.#setLink = setLink;
    this.#changed = changed;
  }

  /** The last state that QEMU accepted. */
  get up(): boolean {
    return this.#up;
  }

  /** A guest has connected, whose carrier is not known. */
  attached(): void {
    this.#sent = null;
    this.#stopReplug();
    this.#send(this.#plugged);
  }

  detached(): void {
    this.#sent = null;
    this.#up = false;
    this.#stopReplug();
  }

  /** Without a guest it only remembers the card's state. */
  apply(card: Pick<VmCard, 'plugged' | 'networkId'>, attached: boolean): void {
    const moved = this.#networkId !== card.networkId && this.#plugged && card.plugged;
    this.#plugged = card.plugged;
    this.#networkId = card.networkId;
    if (!attached) return;
    if (moved) this.#pullAndPlug();
    else if (!card.plugged) this.#pull();
    else if (this.#replug === null) this.#send(true);
  }

  #pull(): void {
    this.#stopReplug();
    this.#send(false);
  }

  #pullAndPlug(): void {
    this.#pull();
    this.#replug = setTimeout(() => {
      this.#replug = null;
      this.#send(true);
    }, REPLUG_MS).unref();
  }

  #send(up: boolean): void {
    if (this.#sent === up) return;
    this.#sent = up;
    void this.#setLink(up).then((accepted) => {
      if (this.#sent !== up) return;
      this.#up = accepted && up;
      if (!accepted) this.#sent = null;
      this.#changed();
    });
  }

  #stopReplug(): void {
    if (this.#replug !== null) clearTimeout(this.#replug);
    this.#replug = null;
  }
}
