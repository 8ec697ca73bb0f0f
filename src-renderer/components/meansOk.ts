/** Whether Enter, pressed here in a dialog, means OK: not where it already means something else. */
export function meansOk(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (event.key !== 'Enter' || event.isComposing) return false;
  // Enter does nothing in a tab, so it can mean OK.
  if (target.getAttribute('role') === 'tab') return true;
  return !event.defaultPrevented && !target.closest('button, a, [data-own-enter]');
}
