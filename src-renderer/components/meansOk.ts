/** Whether Enter, pressed here in a dialog, means OK: not where it already means something else. */
export function meansOk(event: KeyboardEvent): boolean {
  const target = event.target as HTMLElement;
  if (event.key !== 'Enter' || event.isComposing) return false;
  // A radio button takes Enter from the browser but does nothing with it.
  if (['tab', 'radio'].includes(target.getAttribute('role') ?? '')) return true;
  return !event.defaultPrevented && !target.closest('button, a, [data-own-enter]');
}
