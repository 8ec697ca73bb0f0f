/**
 * The host's UDP ports that connected sockets share, and how many sockets each has.
 * The kernel can offer a "free" port that another socket of this program already has, because those
 * sockets are shareable (SO_REUSEPORT). That would mix the mappings of two guests, so ports in use
 * are counted here.
 */
export class SharedPorts {
  readonly #sockets = new Map<number, number>();

  has(port: number): boolean {
    return this.#sockets.has(port);
  }

  add(port: number): void {
    this.#sockets.set(port, (this.#sockets.get(port) ?? 0) + 1);
  }

  remove(port: number): void {
    const left = (this.#sockets.get(port) ?? 0) - 1;
    if (left > 0) this.#sockets.set(port, left);
    else this.#sockets.delete(port);
  }
}
