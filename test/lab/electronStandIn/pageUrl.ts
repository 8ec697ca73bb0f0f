/**
 * Chromium supports new schemes only when they are built in. So it gets
 * `https://app.patchcord.invalid/x` for `patchcord://app/x`, which is also a separate secure origin.
 */
const SHOWN = /^(blob:)?https:\/\/([^./]+)\.([^./]+)\.invalid(\/.*)$/;

export function toShown(url: string): string {
  return url.replace(/^([^:]+):\/\/([^/]+)/, 'https://$2.$1.invalid');
}

export function fromShown(url: string): string {
  return url.replace(SHOWN, '$1$3://$2$4');
}

export function isShown(url: string): boolean {
  return SHOWN.test(url);
}
