/** Whether Enter on this element of a dialog means OK. False if Enter has another meaning there. */
export function meansOk(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (event.key !== 'Enter' || event.isComposing) return false;
  // Enter does nothing in a radio button, so it can mean OK.
  if (['tab', 'radio'].includes(target.getAttribute('role') ?? '')) return true;
  return !event.defaultPrevented && !target.closest('button, a, [data-own-enter]');
}
