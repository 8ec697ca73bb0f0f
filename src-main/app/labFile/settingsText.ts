/** Parses the text of a settings file and checks it. */
import { SETTINGS_FORMAT, SETTINGS_VERSION, SettingsFile } from '../../contract/settingsFile.ts';
import { AppError } from '../appError.ts';

/** @throws AppError `importNotJson`, `importForeign`, `importNewer`, `importMalformed` */
export function parseSettings(text: string): SettingsFile {
  const value = parseJson(text);
  if (typeof value !== 'object' || value === null) throw new AppError('importForeign');
  const { format, version } = value as { format?: unknown; version?: unknown };
  if (format !== SETTINGS_FORMAT) throw new AppError('importForeign');
  if (typeof version === 'number' && version > SETTINGS_VERSION)
    throw new AppError('importNewer', { version });
  const checked = SettingsFile.safeParse(value);
  if (checked.success) return checked.data;
  const { path, message } = checked.error.issues[0]!;
  throw new AppError('importMalformed', { where: path.join('.') || '–', reason: message });
}

function parseJson(text: string): unknown {
  try {
    // Some editors begin a file with a byte order mark.
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new AppError('importNotJson', {}, { cause: error });
  }
}
