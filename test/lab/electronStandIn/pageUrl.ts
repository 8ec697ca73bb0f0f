/**
 * Chromium knows no scheme of ours unless it is built in, so `patchcord://app/x` is shown to it as
 * `https://app.patchcord.invalid/x`: like ours a secure origin of its own.
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
