export function packageOf(program: string): string;
