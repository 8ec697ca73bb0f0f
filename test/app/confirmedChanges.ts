/**
 * The victim of kill.test.ts. Says `ready`, waits for a line with a data directory and the number
 * of its first change, then makes one change after the other through the real app and store, and
 * prints each one's number once it is confirmed. Runs until it is killed.
 */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { Patchcord } from '../../src-main/app/patchcord.ts';
import { makeChange } from './changeSequence.ts';
import { StandInEngine, StandInHypervisor } from './standIns.ts';

const STDOUT = 1;

writeSync(STDOUT, 'ready\n');
createInterface({ input: process.stdin }).once('line', (line) => {
  const [dataDir, first] = JSON.parse(line) as [string, number];
  void work(dataDir, first);
});

async function work(dataDir: string, first: number): Promise<void> {
  const patchcord = await Patchcord.open({
    dataDir,
    version: '0',
    engine: new StandInEngine(),
    hypervisors: { qemu: new StandInHypervisor(dataDir), none: null },
    nics: () => [],
  });
  for (let number = first; ; number++) {
    await makeChange(patchcord.handlers, number);
    writeSync(STDOUT, `${number}\n`);
  }
}
