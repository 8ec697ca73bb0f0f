/**
 * Decides who may use the web face.
 * Read first: RFC 6265bis (cookies; SameSite), RFC 9110 §15.5.20 (421 Misdirected Request).
 *
 * Theory of operation
 * Every user of this computer can connect to 127.0.0.1, and so can every page in every browser. So:
 * - Host must name this server. Otherwise a page of a name that resolves to 127.0.0.1 could read its
 *   answers (421).
 * - Origin, if the browser sends one, must be this server. Otherwise any page could open the
 *   WebSocket (401).
 * - A link carries a token that works once. Redeeming it gives the browser a cookie with a secret
 *   and creates the next token, so a link in a history or a log is worthless.
 * Cookies ignore ports. The cookie's name contains the port, so that two programs do not overwrite
 * each other's.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Octets of a token or secret. 192 bits cannot be guessed. */
const SECRET_OCTETS = 24;
/** Most browsers signed in at a time; then the oldest is signed out. */
const MAX_SESSIONS = 32;

export class Gate {
  readonly #hosts: ReadonlySet<string>;
  readonly #origins: ReadonlySet<string>;
  readonly #cookieName: string;
  readonly #onNewToken: (token: string) => void;
  readonly #sessions = new Set<string>();
  #token = newSecret();

  /** `onNewToken` is called with each token from the second on. */
  constructor(port: number, onNewToken: (token: string) => void) {
    const hosts = ['127.0.0.1', 'localhost'].flatMap((name) =>
      port === 80 ? [name, `${name}:80`] : [`${name}:${port}`],
    );
    this.#hosts = new Set(hosts);
    this.#origins = new Set(hosts.map((host) => `http://${host}`));
    this.#cookieName = `patchcord-${port}`;
    this.#onNewToken = onNewToken;
  }

  /** The token of the next link. */
  get token(): string {
    return this.#token;
  }

  /** Status for refusing a request; null: its Host and Origin are right. */
  refusal(request: IncomingMessage): 421 | 401 | null {
    if (!this.#hosts.has(request.headers.host ?? '')) return 421;
    const { origin } = request.headers;
    return origin === undefined || this.#origins.has(origin) ? null : 401;
  }

  /** Value of Set-Cookie; null: the token is wrong. */
  redeem(token: string): string | null {
    if (!same(token, this.#token)) return null;
    this.#token = newSecret();
    this.#onNewToken(this.#token);
    const secret = newSecret();
    this.#sessions.add(digest(secret));
    for (const oldest of this.#sessions) {
      if (this.#sessions.size <= MAX_SESSIONS) break;
      this.#sessions.delete(oldest);
    }
    return `${this.#cookieName}=${secret}; HttpOnly; SameSite=Strict; Path=/`;
  }

  isSignedIn(request: IncomingMessage): boolean {
    for (const pair of (request.headers.cookie ?? '').split(';')) {
      const [name, value] = pair.trim().split('=');
      if (name === this.#cookieName && this.#sessions.has(digest(value ?? ''))) return true;
    }
    return false;
  }
}

function newSecret(): string {
  return randomBytes(SECRET_OCTETS).toString('base64url');
}

/** Looked up instead of the secret, so that the time of a look-up reveals nothing about the secret. */
function digest(secret: string): string {
  return createHash('sha256').update(secret).digest('base64');
}

function same(a: string, b: string): boolean {
  return timingSafeEqual(Buffer.from(digest(a)), Buffer.from(digest(b)));
}
