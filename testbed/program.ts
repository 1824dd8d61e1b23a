import { join, resolve } from 'node:path';

/** Where the program lies that is tested: compiled, as jest.setup.js leaves it; without jest the source. */
export const PROGRAM = process.env.HUBWRIGHT_TESTED ?? resolve(import.meta.dirname, '..');

/** The command, for Node.js. */
export const HUBWRIGHT = join(PROGRAM, 'cli/hubwright.js');
