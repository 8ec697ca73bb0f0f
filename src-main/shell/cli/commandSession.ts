/** Used by every command: the connection to the program, and the output. */
import { ContractClient } from '../../contract/client.ts';
import type { CallArgs, CallName, CallResult } from '../../contract/contract.ts';
import { ControlTransport } from '../control/controlClient.ts';
import type { OpenDoctor, OpenProgram } from '../openProgram.ts';

/** The surroundings of a command. Tests pass their own. */
export interface CliWorld {
  readonly env: NodeJS.ProcessEnv;
  readonly version: string;
  /** The built renderer, for `serve`. */
  readonly rendererDir: string;
  readonly openProgram: OpenProgram;
  /** For when Patchcord is not running. */
  readonly openDoctor: OpenDoctor;
  out(text: string): void;
  err(text: string): void;
  /** Resolves when the user or the system asks `serve` to stop. */
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

  /** `options` is called when a command runs, because the words are parsed only then. */
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

  /** @throws PatchcordError with the program's code, or `notRunning` */
  async call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
    this.#client ??= await this.#connect();
    return this.#client.call(name, args);
  }

  /** Prints a command's result: the value with `--json`, otherwise the text. */
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
