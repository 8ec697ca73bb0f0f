export function programPath(name: string): string | null;
export function programWithLibraries(name: string): Map<string, string>;
