/** A system call of the native module that failed. */
import { PatchcordError } from '../../src-main/contract/errors.ts';

export class NativeError extends PatchcordError {
  /** Such as `socket`. */
  readonly syscall: string;
  /** The errno's name, such as EACCES. */
  readonly errno: string;

  constructor(syscall: string, errno: string, options?: ErrorOptions) {
    super('nativeCallFailed', { syscall, errno }, options);
    this.syscall = syscall;
    this.errno = errno;
  }

  /** Converts an error of the module: a failed call becomes a NativeError, the rest is unchanged. */
  static from(error: unknown): unknown {
    if (!isSystemError(error)) return error;
    return new NativeError(error.syscall, error.code, { cause: error });
  }
}

function isSystemError(error: unknown): error is Error & { syscall: string; code: string } {
  return error instanceof Error && 'syscall' in error && 'code' in error;
}
