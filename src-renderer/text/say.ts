/** Fills a message: `{name}` is replaced by the parameter of that name. */
export type Words = Readonly<Record<string, string | number>>;

export function say(message: string, words: Words): string {
  return message.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in words ? String(words[name]) : whole,
  );
}
