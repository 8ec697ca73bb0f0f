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
  /** A TAP for a hypervisor to open, up. `pc…` is created if absent, and stays until `dropTap`. */
  offerTap(name: string): void;
  /** Deletes a TAP of Patchcord, unless a hypervisor has it open. */
  dropTap(name: string): void;
  /** Opens a packet socket that reads what the NIC receives and sends. */
  openPacketSocket(nic: string): { fd: number };
  /** Frames written to the TAP arrive at the host's stack as if from the NIC. */
  redirect(tap: string, nic: string, on: boolean): void;
  /** Cuts the host's own stack off from the NIC. Outlives the process. */
  isolate(nic: string, on: boolean): void;
  /** Adds a host address such as 169.254.0.1/16 to a TAP of Patchcord; it is deleted with the TAP. */
  hostAddress(tap: string, cidr: string): void;
}
