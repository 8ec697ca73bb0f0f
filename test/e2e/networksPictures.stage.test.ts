import { networkScreens, setupScreens } from './screenList.ts';
import { testScreens } from './screenSuite.ts';

testScreens({ ...networkScreens, ...setupScreens });
