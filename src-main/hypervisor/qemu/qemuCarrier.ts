/**
 * One card's carrier, as the guest sees it: brought in line with the cable by QMP's `set_link`.
 *
 * What `set_link` does was tried on QEMU 7.2.22 with a Linux 6.1 guest, told of the card:
 * - virtio-net-pci, rtl8139 (8139cp): seen within 0.1 s, down and up.
 * - e1000: seen within 1 s down and 2 s up; the driver's watchdog looks that often.
 * - e1000e: the guest comes up and then sees no change, for its link interrupt stays pending.
 * - tulip: no link state in QEMU; the guest sees nothing.
 * The last two guests keep their carrier, but QEMU passes no frame while the link is down (its net/net.c).
 * Told of the netdev (`pc1`) guests see the same, but raising it kills this QEMU (SIGSEGV) with a
 * `stream` netdev that nobody is connected to. So it is the card that is told.
 */
import type { VmCard } from '../hypervisor.ts';

/**
 * How long a cable is out when it goes to another network, in ms: long enough for the guest's DHCP
 * client to notice. Linux may gather the changes of one second into one (net/core/link_watch.c), and a
 * guest that is short of CPU may sleep through 500 ms.
 */
export const REPLUG_MS = 1_500;

export class QemuCarrier {
  readonly #setLink: (up: boolean) => Promise<boolean>;
  readonly #changed: () => void;
  /** What the guest was last told; null: not known. */
  #told: boolean | null = null;
  #up = false;
  #networkId: string | null = null;
  #plugged = false;
  #replug: NodeJS.Timeout | null = null;

  /** `setLink` resolves to whether the guest took it; it never rejects. */
  constructor(setLink: (up: boolean) => Promise<boolean>, changed: () => void) {
    this.#setLink = setLink;
    this.#changed = changed;
  }

  /** What the guest was told and has taken. */
  get up(): boolean {
    return this.#up;
  }

  /** A (new) guest is there: what it sees is not known. */
  attached(): void {
    this.#told = null;
    this.#stopReplug();
    this.#tell(this.#plugged);
  }

  detached(): void {
    this.#told = null;
    this.#up = false;
    this.#stopReplug();
  }

  /** With no guest there, only remembered. */
  apply(card: Pick<VmCard, 'plugged' | 'networkId'>, attached: boolean): void {
    const moved = this.#networkId !== card.networkId && this.#plugged && card.plugged;
    this.#plugged = card.plugged;
    this.#networkId = card.networkId;
    if (!attached) return;
    if (moved) this.#pullAndPlug();
    else if (!card.plugged) this.#pull();
    else if (this.#replug === null) this.#tell(true);
  }

  #pull(): void {
    this.#stopReplug();
    this.#tell(false);
  }

  #pullAndPlug(): void {
    this.#pull();
    this.#replug = setTimeout(() => {
      this.#replug = null;
      this.#tell(true);
    }, REPLUG_MS).unref();
  }

  #tell(up: boolean): void {
    if (this.#told === up) return;
    this.#told = up;
    void this.#setLink(up).then((taken) => {
      if (this.#told !== up) return;
      this.#up = taken && up;
      if (!taken) this.#told = null;
      this.#changed();
    });
  }

  #stopReplug(): void {
    if (this.#replug !== null) clearTimeout(this.#replug);
    this.#replug = null;
  }
}
