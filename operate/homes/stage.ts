import { readFileSync } from 'node:fs';
import { posix } from 'node:path';

const STAGE = readFileSync(new URL('stage.sh', import.meta.url), 'utf8');
/** As stage.sh says it: another command fills the same folder. */
export const IS_STAGING = 75;

/** The folder of root alone, beside homes, in which the copy of one is made. */
export function stageBeside(folder: string, claim: string): string {
  return posix.join(posix.dirname(folder), `.hubwright-copy-${claim}`);
}

/** A command that fills a stage, which is emptied first. */
export function staged(stage: string, command: readonly string[]): string[] {
  return ['sh', '-c', STAGE, 'stage', stage, ...command];
}
