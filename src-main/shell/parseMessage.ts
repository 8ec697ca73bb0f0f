/** Text from a face as a value; what is not JSON is nothing, which the contract refuses by name. */
export function parseMessage(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
