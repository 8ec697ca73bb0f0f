/** A line in the list of a settings dialog: a setting and its current value. */
import type { IconName } from './icon/iconShapes.ts';

export interface SettingsItem {
  readonly key: string;
  readonly icon: IconName;
  /** Class that colours the icon. */
  readonly hue?: string;
  readonly label: string;
  readonly value: string;
  readonly changed: boolean;
  readonly faulty: boolean;
}
