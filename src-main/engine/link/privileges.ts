/**
 * What links and uplinks need a privilege for: the face of native/lib/privilege.ts, so that the data
 * plane can be put together without it. All calls are synchronous and throw when they are refused;
 * the error's `code` is shown to the user.
 */
export interface Privileges {
  /**
   * A TAP with virtio-net headers, up: an existing one, or made, and then gone with its descriptor.
   * `mac` as 02:00:00:00:00:01; null: the kernel's choice.
   */
  openTap(tap: { readonly name: string; readonly mac: string | null }): {
    fd: number;
    name: string;
  };
  /** A TAP for a hypervisor to open, up: one of ours (`pc…`) is made, and stays until `dropTap`. */
  offerTap(name: string): void;
  /** A TAP of ours goes, unless a hypervisor has it open. */
  dropTap(name: string): void;
  /** What the NIC receives, and what it sends. */
  openPacketSocket(nic: string): { fd: number };
  /** What is written to the TAP arrives at the host's stack as from the NIC. */
  redirect(tap: string, nic: string, on: boolean): void;
  /** Cuts the host's own stack off from the NIC. Outlives the process. */
  isolate(nic: string, on: boolean): void;
  /** An address of the host on a TAP of ours, such as 169.254.0.1/16; it goes with it. */
  hostAddress(tap: string, cidr: string): void;
}
