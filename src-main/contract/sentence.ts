/** Sentences with places to fill: `{name}` is replaced by the parameter of that name. */
import type { ErrorParams } from './errors.ts';

/** What has no parameter stays as it is, to be seen. */
export function filled(sentence: string, params: ErrorParams): string {
  return sentence.replace(/\{(\w+)\}/g, (whole, name: string) =>
    name in params ? String(params[name]) : whole,
  );
}
