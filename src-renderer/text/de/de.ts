/** All texts of the window in German, one area per file, as in en/en.ts. */
import type { LanguageTexts, Translation } from '../translation.ts';
import { aboutText } from './about.ts';
import { activityText } from './activity.ts';
import { checks } from './checks.ts';
import { consoleText } from './console.ts';
import { errors } from './errors.ts';
import { forwardsText } from './forwards.ts';
import { mapText } from './map.ts';
import { networksText } from './networks.ts';
import { newVmText } from './newVm.ts';
import { preferencesText } from './preferences.ts';
import { settingsText } from './settings.ts';
import { setupText } from './setup.ts';
import { words } from './words.ts';

export const de: Translation = {
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

export const german: LanguageTexts = { words: de, errors, checks };
