import type { Buffer } from 'node:buffer';

export class CpioArchive {
  file(path: string, content: Buffer): void;
  symlink(path: string, target: string): void;
  directory(path: string): void;
  finish(): Buffer;
}
