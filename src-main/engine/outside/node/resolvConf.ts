/**
 * The host's resolvers, followed as they change without a watch or a timer.
 * Read first: resolv.conf(5).
 * Left out: `search` and `options`, which guests set themselves; resolvers that are configured in
 * other places (Windows, macOS).
 */
import { readFileSync, statSync } from 'node:fs';
import { isIP } from 'node:net';

const RESOLV_CONF = '/etc/resolv.conf';
/** The file is checked when it is needed, and at most this often, in ms. */
const LOOK_INTERVAL_MS = 1000;
/** resolv.conf(5): MAXNS. */
const MAX_SERVERS = 3;
/** resolv.conf(5): without a server in the file, the one on this computer. */
const DEFAULT_SERVERS = ['127.0.0.1'];

export function parseResolvConf(text: string): string[] {
  const servers: string[] = [];
  for (const line of text.split('\n')) {
    const [keyword, server = ''] = line.trim().split(/\s+/);
    if (keyword === 'nameserver' && isIP(server) !== 0) servers.push(server);
  }
  return servers.length === 0 ? DEFAULT_SERVERS : servers.slice(0, MAX_SERVERS);
}

export class ResolvConf {
  readonly #path: string;
  readonly #nowMs: () => number;
  #servers: string[] = DEFAULT_SERVERS;
  #lookedMs = -Infinity;
  /** Identifies the file that was read: the path may be a link to another file now. */
  #identity = '';

  constructor(nowMs: () => number, path = RESOLV_CONF) {
    this.#nowMs = nowMs;
    this.#path = path;
  }

  servers(): readonly string[] {
    const now = this.#nowMs();
    if (now - this.#lookedMs >= LOOK_INTERVAL_MS) {
      this.#lookedMs = now;
      this.#look();
    }
    return this.#servers;
  }

  /** While the file is missing because a program rewrites it, the servers stay the same. */
  #look(): void {
    try {
      const stat = statSync(this.#path, { throwIfNoEntry: false });
      if (stat === undefined) return;
      const identity = `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}:${stat.ctimeMs}`;
      if (identity === this.#identity) return;
      this.#servers = parseResolvConf(readFileSync(this.#path, 'latin1'));
      this.#identity = identity;
    } catch {
      // Deleted between the two calls, or not readable: the next check tries again.
    }
  }
}
