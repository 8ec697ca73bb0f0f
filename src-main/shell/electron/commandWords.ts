/**
 * The words of a command line among those that the desktop program was started with; null: none,
 * the window is wanted.
 *
 * The package's `patchcord` (assets/installer/linux/patchcord) puts `--` before them, which keeps
 * Chromium from taking any for a switch of its own.
 */
export function commandWords(argv: readonly string[]): readonly string[] | null {
  const divider = argv.indexOf('--');
  return divider === -1 ? null : argv.slice(divider + 1);
}
