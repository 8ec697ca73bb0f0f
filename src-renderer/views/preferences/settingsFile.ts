/** Saves a settings file as a download. */
import type { SettingsFile } from '../../../src-main/contract/settingsFile.ts';

const NAME = 'patchcord-settings.json';

export function download(file: SettingsFile): void {
  const blob = new Blob([JSON.stringify(file, null, 2), '\n'], { type: 'application/json' });
  const link = document.createElement('a');
  link.href = URL.createObjectURL(blob);
  link.download = NAME;
  link.click();
  // After the click the download has its own reference to the blob.
  setTimeout(() => URL.revokeObjectURL(link.href));
}
