/** Errors of hypervisors; the sentences are in contract/errorText.ts. */
import { PatchcordError } from '../contract/errors.ts';

export class HypervisorError extends PatchcordError {}
