/** What the app needs of a log; pino's logger is one. */
export interface AppLog {
  warn(details: object, message: string): void;
}
