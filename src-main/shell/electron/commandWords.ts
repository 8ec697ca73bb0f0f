/**
 * The command line among the words that the desktop program was started with; null: there is none,
 * so the window opens.
 *
 * The package's `patchcord` (assets/installer/linux/patchcord) puts `--` before them, so that
 * Chromium does not take them for its own switches.
 */
export function commandWords(argv: readonly string[]): readonly string[] | null {
  const divider = argv.indexOf('--');
  return divider === -1 ? null : argv.slice(divider + 1);
}
