/**
 * Saves a text as a file, in the browser and in Electron. A link to the page's memory (`blob:`) with
 * a file name is a download, not a navigation, so the content policy and the rules of
 * shell/electron/security.ts allow it.
 */
const TYPES = { csv: 'text/csv', json: 'application/json' } as const;
export type FileKind = keyof typeof TYPES;

export function saveFile(name: string, kind: FileKind, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${TYPES[kind]};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.${kind}`;
  link.click();
  // After the click the download has its own reference to the data.
  setTimeout(() => URL.revokeObjectURL(url));
}
