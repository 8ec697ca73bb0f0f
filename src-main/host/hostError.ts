import { PatchcordError } from '../contract/errors.ts';

/** Something about this computer that could not be changed. */
export class HostError extends PatchcordError {}
