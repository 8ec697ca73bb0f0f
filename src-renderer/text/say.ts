/**
 * Fills a message: `{name}` is replaced by the parameter of that name, and `one | many` is chosen
 * by `count`. The forms are vue-i18n's, so that the messages can move there as they are.
 */
export type Words = Readonly<Record<string, string | number>>;

export function say(message: string, words: Words): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in words ? String(words[name]) : whole,
  );
}

export function sayCount(message: string, count: number): string {
  const [one = message, many = one] = message.split(' | ');
  return say(count === 1 ? one : many, { count });
}
