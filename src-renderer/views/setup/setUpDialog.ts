/** Whether Setup is open. Several views open it. */
import { defineStore } from 'pinia';
import { ref } from 'vue';

export const useSetUpDialog = defineStore('setUpDialog', () => {
  const isOpen = ref(false);
  return { isOpen };
});
