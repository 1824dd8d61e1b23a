import { readFileSync } from 'node:fs';

/** Whether there is a process of this number on this machine, ours or someone else's, that has not ended. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !isZombie(pid);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** Whether a process has ended and nobody has asked how, as in a container whose first process does not. */
function isZombie(pid: number): boolean {
  try {
    // The name of the program is in parentheses, and may have some.
    return /^.*\) [ZX] /s.test(readFileSync(`/proc/${pid}/stat`, 'utf8'));
  } catch {
    // Only Linux has it.
    return false;
  }
}
