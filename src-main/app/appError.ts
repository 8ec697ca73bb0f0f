import { PatchcordError } from '../contract/errors.ts';

/** A refused call: nothing has changed. The code says why, and errorText.ts says what to do. */
export class AppError extends PatchcordError {}
