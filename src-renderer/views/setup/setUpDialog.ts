/** Whether the Setup page is open: it is asked for in several places, and lies over all of them. */
import { defineStore } from 'pinia';
import { ref } from 'vue';

export const useSetUpDialog = defineStore('setUpDialog', () => {
  const isOpen = ref(false);
  return { isOpen };
});
