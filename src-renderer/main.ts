/** The window's start: opens the bridge, learns the language, then draws. */
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
// Drawn once, in the right language, rather than in English first.
await useLanguage().settled();
app.mount('#app');
