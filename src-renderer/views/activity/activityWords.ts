/** Texts for codes of the program. A code without a text is shown itself. */
import { activityText } from '../../text/en/activity.ts';
import { t } from '../../text/text.ts';

export function orUnknown(value: string): string {
  return value === '' ? t('activity.unknown') : value;
}

/** The contract writes an adapter as `VM:n`. A VM's name may contain colons. */
export function portText(port: string): string {
  if (port === 'gateway') return t('activity.gateway');
  const [, vm, n] = /^(.+):(\d+)$/.exec(port) ?? [];
  return vm === undefined ? port : t('activity.adapterOf', { vm, n: n! });
}

export function directionText(direction: string): string {
  return direction === 'fromGuest' ? t('activity.fromGuest') : t('activity.toGuest');
}

export function stateText(state: string): string {
  return known(activityText.state, state) ? t(`activity.state.${state}`) : state;
}

/** Why frames were dropped. */
export function reasonText(reason: string): string {
  return known(activityText.reason, reason) ? t(`activity.reason.${reason}`) : reason;
}

/** What to do about it. */
export function remedyText(reason: string): string {
  return known(activityText.remedy, reason) ? t(`activity.remedy.${reason}`) : '';
}

function known<T extends object>(texts: T, code: string): code is keyof T & string {
  return Object.hasOwn(texts, code);
}
