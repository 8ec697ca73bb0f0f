/** What a person prefers of the program as a whole, whichever face it is set in. */
import { z } from 'zod';
import { Mode } from './vm.ts';

export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof Theme>;

/** `system`: the desktop's or the browser's, where Patchcord speaks it. */
export const Language = z.enum(['system', 'en', 'de']);
export type Language = z.infer<typeof Language>;

/** The block that Virtual PC gave its guests (R3). */
export const DEFAULT_MAC_PREFIX = '00-03-FF';

/** Three octets, and of one station: the lowest bit of the first is for groups (IEEE 802-2014 §8.2.2). */
export const MacPrefix = z
  .string()
  .trim()
  .regex(/^[0-9a-f][02468ace]([-:][0-9a-f]{2}){2}$/i)
  .transform((text) => text.toUpperCase().replaceAll(':', '-'));

export const Preferences = z.object({
  theme: Theme.default('system'),
  language: Language.default('system'),
  /** Closing the window of the desktop program leaves it in the tray; off: it quits. */
  closeToTray: z.boolean().default(true),
  /** The three octets that new adapters' MACs begin with. */
  macPrefix: MacPrefix.default(DEFAULT_MAC_PREFIX),
  /** Where the cable of a new VM goes when nothing else is said. */
  defaultMode: Mode.default('shared'),
});
export type Preferences = z.infer<typeof Preferences>;

export const DEFAULT_PREFERENCES: Preferences = Preferences.parse({});

/** What may be changed; absent: left as it is. */
export const PreferencesChange = z.object({
  theme: Theme.optional(),
  language: Language.optional(),
  closeToTray: z.boolean().optional(),
  /** Any text: what is wrong with it is told as `macPrefixMalformed`. */
  macPrefix: z.string().max(32).optional(),
  defaultMode: Mode.optional(),
  startAtLogin: z.boolean().optional(),
});
export type PreferencesChange = z.infer<typeof PreferencesChange>;

/** Preferences and what goes with them on this computer alone. */
export const PreferencesView = z.object({
  ...Preferences.shape,
  /** Null: only the desktop program can be started at login, and it is not what runs. */
  startAtLogin: z.boolean().nullable(),
  dataDir: z.string(),
});
export type PreferencesView = z.infer<typeof PreferencesView>;
