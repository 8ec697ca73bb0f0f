/** Mouse actions on the map: plugs, sockets and cards. */
import type { Locator } from 'playwright-core';
import { WindowHand } from './windowHand.ts';

interface Point {
  readonly x: number;
  readonly y: number;
}

export class MapHand extends WindowHand {
  async openMap(): Promise<void> {
    await this.radio('Map').click();
    await this.page.locator('.vue-flow__node').first().waitFor();
  }

  /** An adapter by its accessible name. */
  adapter(name: string | RegExp): Locator {
    return this.page.getByRole('button', { name });
  }

  /** A VM, network or NIC. */
  card(name: string | RegExp): Locator {
    return this.page.getByRole('group', { name });
  }

  /** The cable of an adapter, `VM/n` by the VM's id. */
  cable(key: string): Locator {
    return this.page.locator(`.vue-flow__edge[data-id="${key}"]`);
  }

  /** The end of a cable that is in a network. */
  plug(key: string): Locator {
    return this.cable(key).locator('.vue-flow__edgeupdater-target');
  }

  /** The beginning of an adapter's cable. */
  socket(vm: string, n: number): Locator {
    return this.page.locator(`.vue-flow__handle[data-nodeid="vm:${vm}"][data-handleid="${n}"]`);
  }

  async drag(what: Locator, onto: Locator | Point): Promise<void> {
    await this.hold(what, onto);
    await this.page.mouse.up();
  }

  /** Drags without releasing the button. */
  async hold(what: Locator, over: Locator | Point): Promise<void> {
    const to = 'x' in over ? over : await middleOf(over);
    await this.moveTo(await middleOf(what));
    await this.page.mouse.down();
    await this.page.mouse.move(to.x, to.y, { steps: 8 });
  }

  private moveTo({ x, y }: Point): Promise<void> {
    return this.page.mouse.move(x, y);
  }
}

export async function middleOf(what: Locator): Promise<Point> {
  const { x, y, width, height } = (await what.boundingBox())!;
  return { x: x + width / 2, y: y + height / 2 };
}
