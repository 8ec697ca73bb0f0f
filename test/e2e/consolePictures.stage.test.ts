import { consoleScreens, mapScreens } from './screenList.ts';
import { testScreens } from './screenSuite.ts';

testScreens({ ...consoleScreens, ...mapScreens });
