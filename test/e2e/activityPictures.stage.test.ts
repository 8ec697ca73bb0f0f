import { activityScreens, programScreens } from './screenList.ts';
import { testScreens } from './screenSuite.ts';

testScreens({ ...activityScreens, ...programScreens });
