import { PatchcordError } from '../contract/errors.ts';

/** A change to this computer that failed. */
export class HostError extends PatchcordError {}
