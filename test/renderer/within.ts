/** Runs a composable in a component with a fake program, as a dialog does. */
import { flushPromises, mount } from '@vue/test-utils';
import { usePanel } from '../../src-renderer/stores/panel.ts';
import { over } from './fakeBridge.ts';
import type { FakeProgram } from './fakeProgram.ts';

/** `use` is called once the panel is loaded. */
export async function within<T>(program: FakeProgram, use: () => T): Promise<T> {
  const global = over(program);
  const run = <R>(setup: () => R): R => {
    let result!: R;
    mount({ setup: () => void (result = setup()), render: () => null }, { global });
    return result;
  };
  run(usePanel);
  await flushPromises();
  return run(use);
}
