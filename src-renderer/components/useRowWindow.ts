/**
 * Which rows of a long table are drawn: those in sight and some around them, so that ten thousand
 * cost what a hundred cost. Short tables are drawn whole. What is not drawn is held open by two
 * blank rows, of the height that the drawn ones have on average.
 */
import { useElementSize, useScroll } from '@vueuse/core';
import { computed, onUpdated, ref, type Ref } from 'vue';

/** Rows that are drawn whole: some screens full. */
const WHOLE = 200;
/** Rows drawn beyond either edge, so that scrolling by the keyboard meets no gap. */
const AROUND = 20;
/** Height of a row until one was measured, in pixels. */
const FIRST_GUESS_PX = 30;

export function useRowWindow(
  frame: Readonly<Ref<HTMLElement | null>>,
  body: Readonly<Ref<HTMLElement | null>>,
  count: () => number,
) {
  const { y } = useScroll(frame);
  const { height } = useElementSize(frame);
  const rowPx = ref(FIRST_GUESS_PX);

  const window = computed(() => {
    const rows = count();
    if (rows <= WHOLE) return { first: 0, last: rows, whole: true };
    const inSight = Math.ceil(height.value / rowPx.value);
    const top = Math.min(Math.floor(y.value / rowPx.value), rows - inSight);
    return {
      first: Math.max(0, top - AROUND),
      last: Math.min(rows, top + inSight + AROUND),
      whole: false,
    };
  });

  onUpdated(() => {
    const drawn = window.value.last - window.value.first;
    const heightPx = body.value?.offsetHeight ?? 0;
    if (window.value.whole || drawn === 0 || heightPx === 0) return;
    const measured = heightPx / drawn;
    if (Math.abs(measured - rowPx.value) > 0.5) rowPx.value = measured;
  });

  return {
    window,
    abovePx: computed(() => window.value.first * rowPx.value),
    belowPx: computed(() => (count() - window.value.last) * rowPx.value),
  };
}
