/**
 * Hands a text to the browser, or to Electron, as a file to be saved. An address of the page's own
 * memory (`blob:`) with a name to save under is a download and no navigation, so that neither the
 * content policy nor the rules of shell/electron/security.ts stand against it.
 */
const TYPES = { csv: 'text/csv', json: 'application/json' } as const;
export type FileKind = keyof typeof TYPES;

export function saveFile(name: string, kind: FileKind, text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: `${TYPES[kind]};charset=utf-8` }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${name}.${kind}`;
  link.click();
  // The download has its own hold on the data once the click is through.
  setTimeout(() => URL.revokeObjectURL(url));
}
