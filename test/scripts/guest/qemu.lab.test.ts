import { describe, expect, it } from 'vitest';
import { TCG, findQemu, runsGuestCode } from '../../../scripts/guest/qemu.mjs';

describe("the trial of an accelerator runs a guest's code", () => {
  it('finds that TCG runs it', () => {
    expect(runsGuestCode(findQemu()!, TCG)).toBe(true);
  });

  it('finds that a machine whose processor never starts does not', () => {
    expect(runsGuestCode(findQemu()!, [...TCG, '-S'])).toBe(false);
  });
});
