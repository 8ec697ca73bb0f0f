/**
 * The page's content policy forbids `eval`, and zod tries it while schemas are made, of which the
 * browser complains. Imported before anything that makes one.
 */
import { config } from 'zod';

config({ jitless: true });
