import { settingsScreens } from './screenList.ts';
import { testScreens } from './screenSuite.ts';

testScreens(settingsScreens);
