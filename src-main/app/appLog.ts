/** The part of a log that the app uses. Pino's logger has it. */
export interface AppLog {
  warn(details: object, message: string): void;
}
