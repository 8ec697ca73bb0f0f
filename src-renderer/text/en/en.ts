/** Everything Patchcord says in its window, in English: one area per file. */
import { activityText } from './activity.ts';
import { consoleText } from './console.ts';
import { forwardsText } from './forwards.ts';
import { mapText } from './map.ts';
import { networksText } from './networks.ts';
import { newVmText } from './newVm.ts';
import { settingsText } from './settings.ts';
import { setupText } from './setup.ts';
import { words } from './words.ts';

export const en = {
  activity: activityText,
  console: consoleText,
  forwards: forwardsText,
  map: mapText,
  networks: networksText,
  newVm: newVmText,
  settings: settingsText,
  setup: setupText,
  words,
};
