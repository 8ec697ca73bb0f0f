import fc from 'fast-check';
import { expect, it } from 'vitest';
import { copyOctets } from '../../../src-main/engine/wire/copyOctets.ts';
import { AT, GuardedView, dirtyView, emitted } from './octets.ts';

it('copies every length and nothing more', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 70 }), (octets) => {
      const view = dirtyView(octets.length);
      copyOctets(new GuardedView(octets), AT, view, AT, octets.length);
      expect(emitted(view, octets.length)).toEqual(Uint8Array.from(octets));
    }),
  );
});
