/**
 * The calls of links and uplinks that need a privilege. native/lib/privilege.ts implements them;
 * tests use other implementations. All calls are synchronous and throw when they are refused. The
 * window shows the error's `code` as a sentence.
 */
export interface Privileges {
  /**
   * Opens a TAP with virtio-net headers and brings it up. If it does not exist, it is created, and
   * exists as long as its descriptor.
   * `mac` is written as 02:00:00:00:00:01; null: the kernel's choice.
   */
  openTap(tap: { readonly name: string; readonly mac: string | null }): {
    fd: number;
    name: string;
  };
  /** A TAP for a hypervisor to open, up. `pc…` is created if absent, and stays until `dropTap`. */
  offerTap(name: string): void;
  /** Deletes a TAP of Patchcord, unless a hypervisor has it open. */
  dropTap(name: string): void;
  /** Opens a packet socket that reads what the NIC receives and sends. */
  openPacketSocket(nic: string): { fd: number };
  /** Frames written to the TAP arrive at the host's stack as if from the NIC. */
  redirect(tap: string, nic: string, on: boolean): void;
  /** Cuts the host's own stack off from the NIC. This stays after the process has ended. */
  isolate(nic: string, on: boolean): void;
  /** Adds a host address such as 169.254.0.1/16 to a TAP of Patchcord; it is deleted with the TAP. */
  hostAddress(tap: string, cidr: string): void;
}
