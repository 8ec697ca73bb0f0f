/** Check: the compiled module can be loaded. It is also needed to call the helper. */
import { loadNativeModule } from '../../../native/lib/nativeModule.ts';
import { type HostCheck, failed, ok } from './hostCheck.ts';

export function nativeModuleCheck(load: () => object | null = loadNativeModule): HostCheck {
  return {
    id: 'native-module',
    check() {
      try {
        return load() === null ? failed('moduleMissing') : ok('moduleLoaded');
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return failed('moduleBroken', { reason });
      }
    },
  };
}
