/** What the engine last reported: its state, and the snapshot of what it runs. */
import { isDeepStrictEqual } from 'node:util';
import type { EngineState } from '../contract/activity.ts';
import type { EngineSnapshot } from '../engine/engineConfig.ts';

/** What a new snapshot has changed. */
interface SnapshotChange {
  /** NICs of networks were attached or detached, so that guests' cables follow. */
  readonly uplinks: boolean;
  /** The panel shows the change; it shows no counters. */
  readonly shown: boolean;
}

export class EngineReports {
  #state: { readonly state: EngineState; readonly restarts: number } = {
    state: 'starting',
    restarts: 0,
  };
  #snapshot: EngineSnapshot | null = null;

  get state(): { readonly state: EngineState; readonly restarts: number } {
    return this.#state;
  }

  /** Null while the engine is down. */
  get snapshot(): EngineSnapshot | null {
    return this.#snapshot;
  }

  takeState(state: EngineState, restarts: number): void {
    this.#state = { state, restarts };
    if (state !== 'running') this.#snapshot = null;
  }

  takeSnapshot(snapshot: EngineSnapshot): SnapshotChange {
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    return {
      uplinks: !isDeepStrictEqual(snapshot.uplinks, before?.uplinks ?? []),
      shown: before === null || !isDeepStrictEqual(shownParts(snapshot), shownParts(before)),
    };
  }
}

function shownParts({ ports, forwards, hostPorts, uplinks }: EngineSnapshot): object {
  const shownPorts = ports.map(({ id, attached, problem, addresses }) => {
    return { id, attached, problem, addresses };
  });
  return { ports: shownPorts, forwards, hostPorts, uplinks };
}
