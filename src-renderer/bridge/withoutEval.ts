/**
 * Keeps zod from trying `eval` when it creates a schema: the page's content policy forbids it, and
 * the browser would report an error. Must be imported before the first schema.
 */
import { config } from 'zod';

config({ jitless: true });
