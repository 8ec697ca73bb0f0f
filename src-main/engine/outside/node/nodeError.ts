/** An error of Node's sockets: Node gives the errno's name and nothing else. */
import { type OutsideError, outsideError } from '../outsideError.ts';

/** EIO for an error without a name. */
export function nodeError(error: NodeJS.ErrnoException): OutsideError {
  return outsideError(error.code ?? 'EIO');
}
