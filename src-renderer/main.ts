/** The window's start: opens the bridge, then draws. */
import './bridge/withoutEval.ts';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { bridgeKey } from './bridge/bridge.ts';
import { openBridge } from './bridge/openBridge.ts';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';

createApp(App).use(createPinia()).provide(bridgeKey, openBridge()).mount('#app');
