import { beforeEach, expect, it } from 'vitest';
import { DeviceDial } from '../../../src-main/engine/link/deviceDial.ts';
import { ManualClock } from '../../scenario/manualClock.ts';

let log: string[];
let answer: boolean | Error;
let fits: boolean;
let listeners: (() => void)[];
let clock: ManualClock;
let dial: DeviceDial;

beforeEach(() => {
  log = [];
  answer = true;
  fits = true;
  listeners = [];
  clock = new ManualClock();
  const devices = {
    byName: () => null,
    byIndex: () => null,
    listen: (listener: () => void) => void listeners.push(listener),
    unlisten: (listener: () => void) => void listeners.splice(listeners.indexOf(listener), 1),
  };
  dial = new DeviceDial(devices, clock, {
    open() {
      log.push('open');
      if (answer instanceof Error) throw answer;
      return answer;
    },
    stillFits: () => fits,
    shut: () => log.push('shut'),
    problem: (code) => log.push(`problem ${code}`),
  });
  dial.start();
});

it('opens again when what is open does not fit any more', () => {
  listeners[0]!();
  expect(log).toEqual(['open', 'problem null']);
  fits = false;
  listeners[0]!();
  expect(log.slice(2)).toEqual(['shut', 'open', 'problem null']);
});

it('reports why opening is refused', () => {
  answer = Object.assign(new Error('refused'), { code: 'EBUSY' });
  dial.lost();
  listeners[0]!();
  expect(log.slice(2)).toEqual(['shut', 'open', 'problem EBUSY']);
});

it('closes the device, and stops listening', () => {
  dial.close();
  expect(log.slice(2)).toEqual(['shut']);
  expect(listeners).toEqual([]);
});
