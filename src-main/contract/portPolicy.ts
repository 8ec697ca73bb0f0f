/**
 * What is done to the frames of one adapter on their way through its switch port: one value from the
 * contract to the store and the engine. It has no members yet, and nothing is done.
 */
import { z } from 'zod';

export const PortPolicy = z.strictObject({});
export type PortPolicy = z.infer<typeof PortPolicy>;
