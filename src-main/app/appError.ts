import { PatchcordError } from '../contract/errors.ts';

/** A call that is refused: nothing was changed. The code says why, errorText.ts what to do. */
export class AppError extends PatchcordError {}
