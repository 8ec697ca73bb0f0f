/**
 * Queries to the host's resolvers over UDP.
 * Read first: RFC 5452 §9 (matching and unpredictability), RFC 1035 §4.2.1, resolv.conf(5).
 *
 * Theory of operation
 * A query goes out octet for octet except for its id, which is drawn anew, from a socket of its own
 * port as long as fewer than MAX_SOCKETS are open for that server, and from a random one of them
 * after that. A socket closes with its last query, so nothing is left open while nobody asks.
 * A reply counts when it came from the server asked (the socket is connected to it), bears the id
 * and repeats the question. A server that is silent for ATTEMPT_TIME_MS, or unreachable, is passed
 * over for the next one; the one that answered last is asked first. After ATTEMPTS in all the asker
 * is told null. It is told exactly once, never within `ask`, and not at all after `close`.
 */
import type { Clock, Timer } from '../../clock.ts';
import { DNS_PORT, dnsId, isDnsReplyTo, setDnsId } from '../../wire/dns.ts';
import type { DnsHost, DnsSocket } from '../../outside/dnsHost.ts';

/** Sockets to one server at the same time; dnsmasq has 64 ports as well. */
const MAX_SOCKETS = 64;
/** Ids that one socket has outstanding, far below 65,536 so that there always is a free one. */
const MAX_QUERIES_PER_SOCKET = 1024;
/** Silence of a server, in ms. Short of the 5 s after which glibc asks again. */
const ATTEMPT_TIME_MS = 2000;
/** Two, so that a single server is asked again after a lost datagram. */
const ATTEMPTS_AT_LEAST = 2;

interface Query {
  /** A copy with an id of our own. */
  readonly octets: Uint8Array;
  readonly originalId: number;
  readonly questionEnd: number;
  readonly servers: readonly string[];
  readonly firstServer: number;
  readonly done: (reply: Uint8Array | null) => void;
  attempt: number;
  pool: PooledSocket | null;
  timer: Timer | null;
}

interface PooledSocket {
  readonly server: string;
  readonly socket: DnsSocket;
  /** By id. */
  readonly queries: Map<number, Query>;
}

export class HostResolver {
  readonly #host: DnsHost;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #pools = new Map<string, PooledSocket[]>();
  readonly #queries = new Set<Query>();
  /** Which servers there were, and which of them answered last. */
  #serverList = '';
  #preferred = 0;

  constructor(host: DnsHost, clock: Clock, random: () => number) {
    this.#host = host;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * @param query a checked query; copied
   * @param servers to be asked
   * @param done gets the reply with the query's own id, to keep; null: nobody answered
   */
  ask(
    query: Uint8Array,
    questionEnd: number,
    servers: readonly string[],
    done: (reply: Uint8Array | null) => void,
  ): void {
    const list = servers.join();
    if (list !== this.#serverList) this.#preferred = 0;
    this.#serverList = list;
    const asked: Query = {
      octets: new Uint8Array(query),
      originalId: dnsId(query),
      questionEnd,
      servers,
      firstServer: this.#preferred,
      done,
      attempt: 0,
      pool: null,
      timer: null,
    };
    this.#queries.add(asked);
    this.#attempt(asked);
  }

  #attempt(query: Query): void {
    const { servers } = query;
    if (query.attempt === Math.max(ATTEMPTS_AT_LEAST, servers.length)) {
      this.#finish(query, null);
      return;
    }
    const server = servers[(query.firstServer + query.attempt) % servers.length]!;
    query.attempt += 1;
    query.timer = this.#clock.after(ATTEMPT_TIME_MS, () => this.#next(query));
    const pool = this.#pick(server);
    if (pool === null) return;
    setDnsId(query.octets, this.#freshId(pool));
    pool.queries.set(dnsId(query.octets), query);
    query.pool = pool;
    // A retry goes out under another id, and the host may still hold the octets: a copy for it.
    pool.socket.send(new Uint8Array(query.octets));
  }

  #next(query: Query): void {
    this.#take(query);
    this.#attempt(query);
  }

  /** Ends an attempt: the query belongs to no socket, and no timer runs. */
  #take(query: Query): void {
    query.timer?.cancel();
    const pool = query.pool;
    query.pool = null;
    if (pool === null) return;
    pool.queries.delete(dnsId(query.octets));
    if (pool.queries.size === 0) this.#closeSocket(pool);
  }

  #closeSocket(pool: PooledSocket): void {
    pool.socket.close();
    const pools = this.#pools.get(pool.server);
    if (pools === undefined) return;
    const rest = pools.filter((other) => other !== pool);
    if (rest.length === 0) this.#pools.delete(pool.server);
    else this.#pools.set(pool.server, rest);
  }

  #pick(server: string): PooledSocket | null {
    const pools = this.#pools.get(server) ?? [];
    if (pools.length < MAX_SOCKETS) return this.#open(server, pools);
    const pool = pools[Math.floor(this.#random() * pools.length)]!;
    return pool.queries.size < MAX_QUERIES_PER_SOCKET ? pool : null;
  }

  #open(server: string, pools: PooledSocket[]): PooledSocket {
    const queries = new Map<number, Query>();
    const socket = this.#host.openSocket(server, DNS_PORT, {
      datagram: (octets) => this.#received(pool, octets),
      failed: () => this.#failed(pool),
    });
    const pool: PooledSocket = { server, socket, queries };
    this.#pools.set(server, [...pools, pool]);
    return pool;
  }

  #freshId(pool: PooledSocket): number {
    let id = Math.floor(this.#random() * 0x1_0000);
    while (pool.queries.has(id)) id = (id + 1) & 0xffff;
    return id;
  }

  #received(pool: PooledSocket, octets: Uint8Array): void {
    if (octets.length < 2) return;
    const query = pool.queries.get(dnsId(octets));
    if (query === undefined || !isDnsReplyTo(octets, query.octets, query.questionEnd)) return;
    this.#take(query);
    this.#preferred = (query.firstServer + query.attempt - 1) % query.servers.length;
    const reply = new Uint8Array(octets);
    setDnsId(reply, query.originalId);
    this.#finish(query, reply);
  }

  #finish(query: Query, reply: Uint8Array | null): void {
    this.#queries.delete(query);
    query.done(reply);
  }

  /** The server cannot be reached: all that wait for it on this socket go on to the next. */
  #failed(pool: PooledSocket): void {
    const queries = [...pool.queries.values()];
    for (const query of queries) this.#take(query);
    for (const query of queries) this.#attempt(query);
  }

  close(): void {
    for (const query of this.#queries) this.#take(query);
    this.#queries.clear();
  }
}
