/**
 * The app on stand-ins as a window's tests use it: on a computer with two NICs, with a laboratory
 * of VMs, on the system's clock. Calls are noted. A test changes settings through calls, and what
 * only guests and the computer can change through `guests`, `app` and `computer`.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { panelOf } from '../../src-main/app/view/panel.ts';
import { portId } from '../../src-main/app/desired/desiredState.ts';
import type { Panel } from '../../src-main/contract/activity.ts';
import type { CallArgs, CallName, CallResult } from '../../src-main/contract/contract.ts';
import type { PatchcordError, Problem } from '../../src-main/contract/errors.ts';
import type { Network, Nic } from '../../src-main/contract/network.ts';
import type { Handlers } from '../../src-main/contract/server.ts';
import type { Vm } from '../../src-main/contract/vm.ts';
import type { Clock } from '../../src-main/engine/clock.ts';
import { HostChanges } from '../../src-main/host/hostChanges.ts';
import type { HostAddress } from '../../src-main/host/nics.ts';
import { HELPER, standInDoctor } from '../host/standInDoctor.ts';
import { callThrough } from './bench.ts';
import { openStandInApp, type StandInApp } from './standInApp.ts';
import { type Laboratory, laboratory } from './laboratory.ts';
import { OpenService } from './openService.ts';
import { StandInGuests } from './standInGuests.ts';

/** What a test can change of the computer. */
interface Computer {
  nics: Nic[];
  /** Why Host adapter is not available; seen by the next check. */
  hostAdapter: Problem | null;
}

/** Of a person's computer: pictures show the paths. */
const HYPERVISOR_DIR = '/home/ada/.config/patchcord';
const ETHERNET = { ethernet: true, wireless: false, master: null, tap: null } as const;

const wired: Nic = {
  name: 'enp3s0',
  mac: '3C-7C-3F-1A-20-9B',
  wireless: false,
  up: true,
  addresses: ['192.168.1.20/24'],
  defaultRoute: true,
};
const wireless: Nic = {
  name: 'wlp2s0',
  mac: '3C-7C-3F-1A-20-9C',
  wireless: true,
  up: true,
  addresses: [],
  defaultRoute: true,
};
const addresses: readonly HostAddress[] = [
  { nic: 'lo', address: '127.0.0.1', prefixLength: 8 },
  { nic: wired.name, address: '192.168.1.20', prefixLength: 24 },
];

export class StandInProgram extends OpenService {
  readonly computer: Computer;
  readonly guests: StandInGuests;
  /** Every call of a face, in order. */
  readonly calls: { name: string; args: unknown }[] = [];

  /** `clock`: default the system's. */
  static async start(lab: Laboratory = laboratory, clock?: Clock): Promise<StandInProgram> {
    const dataDir = mkdtempSync(join(tmpdir(), 'pc-program-'));
    const computer: Computer = {
      nics: [wired, wireless],
      hostAdapter: { code: 'helperMissing', params: { path: HELPER } },
    };
    const changes = new HostChanges(dataDir, () => undefined);
    const app = await openStandInApp(dataDir, {
      version: '0.1.0',
      nics: () => computer.nics,
      nic: (name) => (computer.nics.some((nic) => nic.name === name) ? ETHERNET : null),
      hostAddresses: () => addresses,
      hostAdapter: () => Promise.resolve(computer.hostAdapter),
      changes,
      hypervisorDir: HYPERVISOR_DIR,
      random: countedOctets(),
      ...(clock && { clock }),
    });
    const program = new StandInProgram(app, computer);
    const doctor = standInDoctor(() => computer.nics, changes);
    Object.assign(program.handlers, {
      'doctor.list': () => doctor.list(),
      'doctor.repair': ({ check }) => doctor.repair(check),
    } satisfies Partial<Handlers>);
    for (const name of Object.keys(program.handlers) as CallName[]) program.#note(name);
    await lab(program);
    program.calls.length = 0;
    return program;
  }

  private constructor(app: StandInApp, computer: Computer) {
    super(app);
    this.computer = computer;
    this.guests = new StandInGuests(app);
  }

  get panel(): Panel {
    const { patchcord } = this.app;
    return panelOf(patchcord.app.state, patchcord.runtime());
  }

  vm(name: string): Vm {
    return this.panel.vms.find((vm) => vm.name === name)!;
  }

  network(name: string): Network {
    return this.panel.networks.find((network) => network.name === name)!;
  }

  /** The engine's name for an adapter, which is also the map's for its cable. */
  port(vm: string, n: number): string {
    return portId(this.vm(vm).id, n);
  }

  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>> {
    return callThrough(this.app.patchcord, name, args);
  }

  callsOf(name: CallName): unknown[] {
    return this.calls.filter((call) => call.name === name).map(({ args }) => args);
  }

  /** The next call of this name by a face is refused. */
  refuseNext(name: CallName, error: PatchcordError): void {
    const handle = this.handlers[name];
    this.#set(name, (args: never) => {
      this.#set(name, handle);
      this.calls.push({ name, args });
      throw error;
    });
  }

  /** Host adapter is available from now on, or not. */
  async setHostAdapter(problem: Problem | null): Promise<void> {
    this.computer.hostAdapter = problem;
    await this.app.patchcord.checkHostAdapter();
  }

  run(vm: string): void {
    this.app.hypervisor.tell(this.vm(vm).id, 'running');
  }

  override async close(): Promise<void> {
    await super.close();
    rmSync(this.app.dataDir, { recursive: true });
  }

  #note(name: CallName): void {
    const handle = this.handlers[name] as (args: never) => unknown;
    this.#set(name, (args: never) => {
      this.calls.push({ name, args });
      return handle(args);
    });
  }

  #set(name: CallName, handle: (args: never) => unknown): void {
    Object.assign(this.handlers, { [name]: handle } as Partial<Handlers>);
  }
}

/** 0, 1, 2 … in digits of base 36: ids and MACs are the same in every run, and pictures show both. */
function countedOctets(): (octets: number) => Uint8Array {
  let count = 0;
  return (octets) => {
    const number = count++;
    const digit = (i: number): number => Math.floor(number / 36 ** (octets - 1 - i)) % 36;
    return Uint8Array.from({ length: octets }, (_, i) => digit(i));
  };
}
