/** Parses a face's text. Undefined: not JSON; the contract refuses it with `badArguments`. */
export function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
