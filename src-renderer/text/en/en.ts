/** All texts of the window in English, one area per file. */
import { aboutText } from './about.ts';
import { activityText } from './activity.ts';
import { consoleText } from './console.ts';
import { forwardsText } from './forwards.ts';
import { mapText } from './map.ts';
import { networksText } from './networks.ts';
import { newVmText } from './newVm.ts';
import { preferencesText } from './preferences.ts';
import { settingsText } from './settings.ts';
import { setupText } from './setup.ts';
import { words } from './words.ts';

export const en = {
  about: aboutText,
  activity: activityText,
  console: consoleText,
  forwards: forwardsText,
  map: mapText,
  networks: networksText,
  newVm: newVmText,
  preferences: preferencesText,
  settings: settingsText,
  setup: setupText,
  words,
};
