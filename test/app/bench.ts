/** A whole app on stand-ins, called through the contract: arguments and answers are both checked. */
import { onTestFinished } from 'vitest';
import {
  contract,
  type CallArgs,
  type CallName,
  type CallResult,
} from '../../src-main/contract/contract.ts';
import { PatchcordError } from '../../src-main/contract/errors.ts';
import { answer, type PanelService } from '../../src-main/contract/server.ts';
import { ManualClock } from '../scenario/manualClock.ts';
import { freshDataDir } from '../store/dataDir.ts';
import { openStandInApp, type Place, type StandInApp } from './standInApp.ts';

export interface Bench extends StandInApp {
  readonly clock: ManualClock;
  call<K extends CallName>(name: K, args: CallArgs<K>): Promise<CallResult<K>>;
  /** The code that the call is refused with. */
  refusal<K extends CallName>(name: K, args: CallArgs<K>): Promise<PatchcordError>;
}

export async function openBench(place: Place & { readonly dataDir?: string } = {}): Promise<Bench> {
  const clock = new ManualClock();
  const app = await openStandInApp(place.dataDir ?? freshDataDir(), { ...place, clock });
  const { patchcord, engine } = app;
  onTestFinished(() => {
    engine.mood = 'well';
    return patchcord.close();
  });
  const call: Bench['call'] = (name, args) => callThrough(patchcord, name, args);
  const refusal: Bench['refusal'] = async (name, args) => {
    try {
      await call(name, args);
    } catch (error) {
      if (error instanceof PatchcordError) return error;
      throw error;
    }
    throw new Error(`${name} was not refused`);
  };
  return { ...app, clock, call, refusal };
}

/** Arguments and answers pass the contract's checks. */
export async function callThrough<K extends CallName>(
  service: PanelService,
  name: K,
  args: CallArgs<K>,
): Promise<CallResult<K>> {
  const said = await answer(service, { id: 1, call: name, args });
  if ('error' in said) throw new PatchcordError(said.error.code, said.error.params);
  return contract.calls[name].result.parse(said.result) as CallResult<K>;
}
