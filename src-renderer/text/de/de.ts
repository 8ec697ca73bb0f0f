/** Everything Patchcord says in its window, in German: the areas of en/en.ts. */
import type { Translation } from '../text.ts';

export const de: Partial<Translation> = {};
