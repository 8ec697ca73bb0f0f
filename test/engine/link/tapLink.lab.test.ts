/** The link over a TAP at its edges. */
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { Namespace } from '../../lab/namespaces.ts';
import { describeLab } from '../../lab/prerequisites.ts';

const PROGRAM = join(import.meta.dirname, '../../lab/tapProgram.ts');

describeLab('TAP link', ['root', 'tun', 'ip'], () => {
  it('R55 is detached, and no more than that, by a cable pulled out of a netdev that is gone', async () => {
    const place = new Namespace('pc-taplink');
    try {
      const output = await place.run(process.execPath, PROGRAM);
      expect(JSON.parse(output)).toEqual(['attached', 'detached']);
    } finally {
      place.dispose();
    }
  });
});
