/** What the ways to reach the program refuse: a socket path, a port, a data directory, a word. */
import { PatchcordError } from '../contract/errors.ts';

export class ShellError extends PatchcordError {}
