import { PatchcordError } from '../contract/errors.ts';

/**
 * What can go wrong with the data directory and the database in it: `alreadyRunning`,
 * `dataDirUnusable`, `databaseNewer`, `databaseWriteFailed`.
 */
export class StoreError extends PatchcordError {}
