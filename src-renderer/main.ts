/** Starts the window: opens the bridge, loads the language, then draws. */
import './bridge/withoutEval.ts';
import { createPinia } from 'pinia';
import { createApp } from 'vue';
import App from './App.vue';
import { bridgeKey } from './bridge/bridge.ts';
import { openBridge } from './bridge/openBridge.ts';
import { useLanguage } from './stores/language.ts';
import './style/tokens.css';
import './style/base.css';
import './style/controls.css';

const app = createApp(App).use(createPinia()).provide(bridgeKey, openBridge());
// Waits for the language, so that the window is not drawn in English first.
await useLanguage().settled();
app.mount('#app');
