import { readFileSync } from 'node:fs';
import type { Host } from '../../system/hosts/host.ts';

const SCRIPT = readFileSync(new URL('ask-reboot.sh', import.meta.url), 'utf8');
const BOOT_ID = '/proc/sys/kernel/random/boot_id';

/** What a machine says of its start. */
export interface FoundBoot {
  /** Another one after each start. */
  readonly bootId: string;
  /** Why its system asks for a restart: `updates of linux-image-6.8.0-110-generic`. @default - it does not */
  readonly asks?: string;
}

/** Asks a machine whether its system wants a restart, in the ways of Debian, Ubuntu, Red Hat and SUSE. */
export async function askReboot(host: Host, signal: AbortSignal): Promise<FoundBoot> {
  const { stdout } = await host.run(['sh', '-s'], { sudo: true, input: SCRIPT, timeout: 90_000, signal });
  const said = new Map(stdout.split('\n').map((line) => line.split('\t') as [string, string]));
  const asks = said.get('asks');
  return {
    bootId: said.get('boot') ?? '',
    ...(asks === undefined ? {} : { asks }),
  };
}

/** Which start of the machine this is. */
export async function bootIdOf(host: Host, signal: AbortSignal): Promise<string> {
  return (await host.run(['cat', BOOT_ID], { timeout: 15_000, signal })).stdout.trim();
}
