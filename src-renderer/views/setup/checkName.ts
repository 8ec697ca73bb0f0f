/** The name of a set-up check. */
import { setupText } from '../../text/en/setup.ts';
import { t } from '../../text/text.ts';

type Named = keyof typeof setupText.name;

/** A check without a name here is shown by its id, as on the command line. */
export function checkName(id: string): string {
  return Object.hasOwn(setupText.name, id) ? t(`setup.name.${id as Named}`) : id;
}
