/** Preferences for the whole program, the same in every face. */
import { z } from 'zod';
import { Mode } from './vm.ts';

export const Theme = z.enum(['system', 'light', 'dark']);
export type Theme = z.infer<typeof Theme>;

/** `system`: the language of the desktop or browser, if Patchcord has it; otherwise English. */
export const Language = z.enum(['system', 'en', 'de']);
export type Language = z.infer<typeof Language>;

/** The block that Virtual PC gave its guests (R3). */
export const DEFAULT_MAC_PREFIX = '00-03-FF';

/** Three octets. The lowest bit of the first is clear; it marks groups (IEEE 802-2014 §8.2.2). */
export const MacPrefix = z
  .string()
  .trim()
  .regex(/^[0-9a-f][02468ace]([-:][0-9a-f]{2}){2}$/i)
  .transform((text) => text.toUpperCase().replaceAll(':', '-'));

export const Preferences = z.object({
  theme: Theme.default('system'),
  language: Language.default('system'),
  /** Closing the window leaves the desktop program in the tray; off: it quits. */
  closeToTray: z.boolean().default(true),
  /** The first three octets of new adapters' MACs. */
  macPrefix: MacPrefix.default(DEFAULT_MAC_PREFIX),
  /** The connection of a new VM, unless another is chosen. */
  defaultMode: Mode.default('shared'),
});
export type Preferences = z.infer<typeof Preferences>;

export const DEFAULT_PREFERENCES: Preferences = Preferences.parse({});

/** What can be changed. What is absent stays as it is. */
export const PreferencesChange = z.object({
  theme: Theme.optional(),
  language: Language.optional(),
  closeToTray: z.boolean().optional(),
  /** Any text, so that a bad one is reported as `macPrefixMalformed`. */
  macPrefix: z.string().max(32).optional(),
  defaultMode: Mode.optional(),
  startAtLogin: z.boolean().optional(),
});
export type PreferencesChange = z.infer<typeof PreferencesChange>;

/** The preferences, and the settings that belong to this computer only. */
export const PreferencesView = z.object({
  ...Preferences.shape,
  /** Null: the desktop program is not running, and only that one can start at login. */
  startAtLogin: z.boolean().nullable(),
  dataDir: z.string(),
});
export type PreferencesView = z.infer<typeof PreferencesView>;
