import { expect, it } from 'vitest';
import { PlainLink } from '../../../src-main/engine/link/plainLink.ts';
import { batchOf, FakeLink, frame, RecordingSink } from '../../scenario/fakeLink.ts';

const inner = new FakeLink('inner');
const plain = new PlainLink(inner);

it('is its inner link to the port, in every member', () => {
  const sink = new RecordingSink();
  plain.open(sink);
  inner.send(frame(1, 2));
  expect(sink.frames).toHaveLength(1);
  inner.congestedTowards = () => true;
  expect([plain.congested, plain.congestedTowards(1), plain.state]).toEqual([
    false,
    true,
    'attached',
  ]);
  inner.congested = true;
  inner.state = 'detached';
  inner.problem = 'EACCES';
  expect([plain.congested, plain.state, plain.problem]).toEqual([true, 'detached', 'EACCES']);
  plain.setCarrier(true);
  plain.resume();
  plain.settle();
  expect([inner.carriers, inner.resumes, inner.log]).toEqual([[true], 1, ['settle inner']]);
  plain.close();
  expect(inner.closed).toBe(true);
});

it('hands on a batch without offloads as it is', () => {
  const batch = batchOf([frame(1, 2, 60, 7), frame(1, 2, 60, 8), frame(1, 2, 60, 9)]);
  batch.origin = 5;
  plain.transmit(batch, Uint16Array.of(2, 0), 2);
  expect(inner.taken.map((octets) => octets[30])).toEqual([9, 7]);
  expect(inner.origins).toEqual([5, 5]);
});
