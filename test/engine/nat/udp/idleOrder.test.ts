import { beforeEach, expect, it } from 'vitest';
import { type Idle, IdleOrder } from '../../../../src-main/engine/nat/udp/idleOrder.ts';

interface Item extends Idle<Item> {
  readonly name: string;
}

let order: IdleOrder<Item>;
let a: Item;
let b: Item;
let c: Item;

beforeEach(() => {
  order = new IdleOrder();
  const [first, second, third] = ['a', 'b', 'c'].map((name, at) => {
    const item: Item = { name, lastUsedMs: 0, older: null, newer: null };
    order.add(item, at);
    return item;
  });
  [a, b, c] = [first!, second!, third!];
});

/** From the longest idle on; the links back are checked on the way. */
function names(): string {
  let text = '';
  let before: Item | null = null;
  for (let item = order.oldest; item !== null; item = item.newer) {
    expect(item.older).toBe(before);
    text += item.name;
    before = item;
  }
  return text;
}

it('lists the longest idle first', () => {
  expect([names(), c.lastUsedMs]).toEqual(['abc', 2]);
});

it('moves what is used to the end', () => {
  order.touch(a, 3);
  order.touch(a, 4);
  expect([names(), a.lastUsedMs]).toEqual(['bca', 4]);
  order.touch(c, 5);
  expect(names()).toBe('bac');
});

it('removes from either end and from the middle, down to none', () => {
  order.remove(b);
  expect([names(), b.older, b.newer]).toEqual(['ac', null, null]);
  order.remove(c);
  order.add(b, 9);
  expect(names()).toBe('ab');
  order.remove(a);
  order.remove(b);
  expect(names()).toBe('');
  order.add(c, 10);
  expect(names()).toBe('c');
});
