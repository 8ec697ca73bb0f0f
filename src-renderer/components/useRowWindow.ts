/**
 * Chooses the rows of a long table that are drawn: the visible ones and some around them, so that ten
 * thousand rows cost as much as a hundred. Short tables are drawn whole. Two blank rows take the
 * place of the rows that are not drawn; their height is computed from the average row.
 */
import { useElementSize, useScroll } from '@vueuse/core';
import { computed, onUpdated, ref, type Ref } from 'vue';

/** Tables of up to this many rows are drawn whole; a few screens full. */
const WHOLE = 200;
/** Rows drawn beyond each edge, so that scrolling by keyboard shows no gap. */
const AROUND = 20;
/** Height of a row before one is measured, in pixels. */
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
