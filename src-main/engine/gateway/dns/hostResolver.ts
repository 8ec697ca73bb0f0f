/**
 * Queries to the host's resolvers over UDP.
 * Read first: RFC 5452 §9 (matching and unpredictability), RFC 1035 §4.2.1, resolv.conf(5).
 *
 * Theory of operation
 * A query is sent unchanged except for its id, which is random. Each query has a socket with a port
 * of its own while fewer than MAX_DNS_SOCKETS are open for that server; after that it uses a random
 * one of them. A socket closes after its last query, so no socket stays open without a query.
 * A reply is accepted if it comes from that server (the socket is connected to it), has the id and
 * repeats the question.
 * If a server is silent for ATTEMPT_TIME_MS or unreachable, the next one is asked; the server that
 * answered last is asked first. `done` gets null after one attempt for each server, and at least
 * ATTEMPTS_AT_LEAST. It is called exactly once, never within `ask`, and not after `close`.
 */
import { MAX_DNS_SOCKETS, MAX_QUERIES_PER_DNS_SOCKET } from '../../guestLimits.ts';
import type { Clock, Timer } from '../../clock.ts';
import { DNS_PORT, dnsId, isDnsReplyTo, setDnsId } from '../../wire/dns.ts';
import type { Datagrams } from '../../outside/datagrams.ts';
import type { Outside } from '../../outside/outside.ts';
import { DEFAULT_HOP_LIMIT } from '../../wire/ipProtocol.ts';

/** How long to wait for a server, in ms. Less than the 5 s after which glibc asks again. */
const ATTEMPT_TIME_MS = 2000;
/** Two, so that a single server is asked again after a lost datagram. */
const ATTEMPTS_AT_LEAST = 2;

interface Query {
  /** A copy with its own id. */
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
  readonly socket: Datagrams;
  /** By id. */
  readonly queries: Map<number, Query>;
}

export class HostResolver {
  readonly #outside: Outside;
  readonly #clock: Clock;
  readonly #random: () => number;
  readonly #pools = new Map<string, PooledSocket[]>();
  readonly #queries = new Set<Query>();
  /** The servers of the last query, and which of them answered last. */
  #serverList = '';
  #preferred = 0;

  constructor(outside: Outside, clock: Clock, random: () => number) {
    this.#outside = outside;
    this.#clock = clock;
    this.#random = random;
  }

  /**
   * @param query a checked query; copied
   * @param servers in the order of the host's configuration
   * @param done gets the reply with the query's own id, to keep; null: no server answered
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
    pool.socket.send(query.octets, DEFAULT_HOP_LIMIT);
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
    if (pools.length < MAX_DNS_SOCKETS) return this.#open(server, pools);
    const pool = pools[Math.floor(this.#random() * pools.length)]!;
    return pool.queries.size < MAX_QUERIES_PER_DNS_SOCKET ? pool : null;
  }

  #open(server: string, pools: PooledSocket[]): PooledSocket {
    const queries = new Map<number, Query>();
    const socket = this.#outside.connectDatagrams(server, DNS_PORT, 0, {
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

  /** The server cannot be reached: all queries of this socket go to the next server. */
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
