/** What every command shares: where it speaks, whom it asks, how it prints. */
import { ContractClient } from '../../contract/client.ts';
import type { CallArgs, CallName, CallResult } from '../../contract/contract.ts';
import { ControlTransport } from '../control/controlClient.ts';
import type { OpenDoctor, OpenProgram } from '../openProgram.ts';

/** The world around a command; a test gives its own. */
export interface CliWorld {
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  /** The built renderer, for `serve`. */
  readonly rendererDir: string;
  readonly openProgram: OpenProgram;
  /** For where nothing runs. */
  readonly openDoctor: OpenDoctor;
  out(text: string): void;
  err(text: string): void;
  /** Comes true when the user or the system wants `serve` to stop. */
  untilStopped(): Promise<void>;
}

export interface CommonOptions {
  readonly json: boolean;
  readonly dataDir: string;
}

export class CommandSession {
  readonly world: CliWorld;
  readonly #options: () => CommonOptions;
  #transport: ControlTransport | null = null;
  #client: ContractClient | null = null;

  /** `options` is asked when a command runs, not before: it comes from the parsed words. */
  constructor(world: CliWorld, options: () => CommonOptions) {
    this.world = world;
    this.#options = options;
  }

  get json(): boolean {
    return this.#options().json;
  }

  get dataDir(): string {
    return this.#options().dataDir;
  }

  /** @throws PatchcordError as the program refuses, or `notRunning` */
  async call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
    this.#client ??= await this.#connect();
    return this.#client.call(name, args);
  }

  /** The whole result of a command: a value for scripts, or a text for people. */
  print(value: unknown, text: string): void {
    this.world.out((this.json ? JSON.stringify(value) : text) + '\n');
  }

  close(): void {
    this.#transport?.close();
  }

  async #connect(): Promise<ContractClient> {
    this.#transport = await ControlTransport.connect(this.dataDir);
    return new ContractClient(this.#transport);
  }
}
