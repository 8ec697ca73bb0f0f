/**
 * Started in a network namespace by tapLink.lab.test.ts: a link over a TAP whose netdev is deleted,
 * and whose cable is unplugged before the link knows that. Prints the link's states.
 */
import { execFileSync } from 'node:child_process';
import * as privileges from '../../native/lib/privilege.ts';
import { systemClock } from '../../src-main/engine/clock.ts';
import { MonitoredDevices } from '../../src-main/engine/link/hostDevices.ts';
import { TapLink } from '../../src-main/engine/link/tapLink.ts';
import { RecordingSink } from '../scenario/fakeLink.ts';

const host = { devices: new MonitoredDevices(), privileges };
const link = new TapLink({ name: 'pct-gone', mac: null, address: null }, systemClock, host);
const sink = new RecordingSink();
link.open(sink);
link.setCarrier(true);
execFileSync('ip', ['link', 'delete', 'pct-gone']);
link.setCarrier(false);
console.log(JSON.stringify(sink.states));
link.close();
