/**
 * Which stages a policy asks for.
 * Read first: ../stage.ts.
 */
import type { PortPolicy } from '../../engineConfig.ts';
import type { StageMaker } from '../stage.ts';

/**
 * One entry for each file of this folder, in order from the guest to the network. An entry reads its
 * own part of the policy; null: the policy does not ask for that stage.
 */
const stages: readonly ((policy: PortPolicy) => StageMaker | null)[] = [];

/** In order from the guest to the network. A policy that asks for nothing has no stages. */
export function createStages(policy: PortPolicy): StageMaker[] {
  return stages.flatMap((stage) => stage(policy) ?? []);
}
