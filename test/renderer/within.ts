/** Runs a composable in a component over an app, as a dialog does. */
import { flushPromises, mount } from '@vue/test-utils';
import { usePanel } from '../../src-renderer/stores/panel.ts';
import type { PanelService } from '../../src-main/contract/server.ts';
import { over } from './standInBridge.ts';

/** `use` is called once the panel is loaded. */
export async function within<T>(service: PanelService, use: () => T): Promise<T> {
  const global = over(service);
  const run = <R>(setup: () => R): R => {
    let result!: R;
    mount({ setup: () => void (result = setup()), render: () => null }, { global });
    return result;
  };
  run(usePanel);
  await flushPromises();
  return run(use);
}
