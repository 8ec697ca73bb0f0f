/** Errors of the faces: a socket path, a port, a data directory, a word of the command line. */
import { PatchcordError } from '../contract/errors.ts';

export class ShellError extends PatchcordError {}
