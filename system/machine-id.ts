import { existsSync, readFileSync } from 'node:fs';

const FILE = '/etc/machine-id';

/** What tells this machine from others of its name, and from a copy of it that was set up properly; empty where it has none. */
export const machineId = (): string => (existsSync(FILE) ? readFileSync(FILE, 'utf8').trim() : '');
