import { describe, expect, it } from 'vitest';
import { Segment } from '../../../../src-main/engine/nat/tcp/segment.ts';
import { type Emitter, Sender } from '../../../../src-main/engine/nat/tcp/sender.ts';
import { FakeStream, ignoredEvents } from '../../../scenario/fakeStream.ts';

const QUANTUM = 1 << 16;

function segment(acknowledgment: number, window: number): Segment {
  return Object.assign(new Segment(), { sequence: 1, acknowledgment, window });
}

/** A sender whose SYN took number 999: its text begins at 1000. */
class Scene implements Emitter {
  /** Sequence, length and F for FIN of each segment; emptied by `sent`. */
  readonly segments: string[] = [];
  roomy = true;
  readonly stream = new FakeStream('198.51.100.7', 80, ignoredEvents);
  readonly sender = new Sender(this, 999);

  constructor(window = 65_535, mss = 1000) {
    this.sender.connect(this.stream);
    this.sender.negotiate(mss, 0);
    this.sender.synSent(0);
    this.sender.establish(segment(1000, window), window, 0);
  }

  emit(sequence: number, _offset: number, length: number, _push: boolean, fin: boolean): boolean {
    if (this.roomy) this.segments.push(`${sequence}+${length}${fin ? 'F' : ''}`);
    return this.roomy;
  }

  sent(): string[] {
    return this.segments.splice(0);
  }

  say(octets: number): void {
    this.stream.say(Buffer.alloc(octets));
    this.sender.pump(0, QUANTUM);
  }
}

describe('what the guest has not acknowledged', () => {
  it('stays in the stream, and is discarded when it is acknowledged', () => {
    const scene = new Scene();
    scene.say(2500);
    expect(scene.sent()).toEqual(['1000+1000', '2000+1000', '3000+500']);
    expect(scene.stream.readable).toBe(2500);
    expect(scene.sender.acknowledge(segment(3000, 65_535), 1)).toBe(true);
    expect(scene.stream.readable).toBe(500);
    expect(scene.sender.acknowledgedOctets).toBe(2000);
  });

  it('is not what was never sent', () => {
    const scene = new Scene();
    scene.say(100);
    expect(scene.sender.acknowledge(segment(1101, 65_535), 1)).toBe(false);
    expect(scene.stream.readable).toBe(100);
  });
});

describe('the windows', () => {
  it('let out no more than the guest takes', () => {
    const scene = new Scene(1500);
    scene.say(5000);
    expect(scene.sent()).toEqual(['1000+1000']);
    scene.sender.acknowledge(segment(2000, 3000), 1);
    scene.sender.pump(1, QUANTUM);
    expect(scene.sent()).toEqual(['2000+1000', '3000+1000', '4000+1000']);
  });

  it('a closed one is probed with one octet', () => {
    const scene = new Scene(0);
    scene.say(50);
    expect(scene.sent()).toEqual([]);
    expect(scene.sender.timedOut(scene.sender.timerAt)).toBe(true);
    expect(scene.sent()).toEqual(['1000+1']);
  });

  it('a segment that finds no room leaves later', () => {
    const scene = new Scene();
    scene.roomy = false;
    scene.say(10);
    scene.roomy = true;
    expect(scene.sender.pump(1, QUANTUM)).toBe(false);
    expect(scene.sent()).toEqual(['1000+10']);
  });
});

describe('loss', () => {
  it('a time-out sends everything again from the first octet', () => {
    const scene = new Scene();
    scene.say(2000);
    scene.sent();
    const at = scene.sender.timerAt;
    expect(scene.sender.timedOut(at)).toBe(true);
    scene.sender.pump(at, QUANTUM);
    expect(scene.sent()).toEqual(['1000+1000']);
    expect(scene.stream.readable).toBe(2000);
  });

  it('15 minutes of silence give the guest up', () => {
    const scene = new Scene();
    scene.say(10);
    expect(scene.sender.timedOut(899_999)).toBe(true);
    expect(scene.sender.timedOut(900_000)).toBe(false);
  });
});

it('the FIN follows the last octet and is finished when it is acknowledged', () => {
  const scene = new Scene();
  scene.sender.finishing = true;
  scene.say(10);
  expect(scene.sent()).toEqual(['1000+10F']);
  expect([scene.sender.finishSent, scene.sender.finished]).toEqual([true, false]);
  scene.sender.acknowledge(segment(1011, 65_535), 1);
  expect([scene.sender.finished, scene.sender.busy, scene.sender.timerAt]).toEqual([
    true,
    false,
    Infinity,
  ]);
});
