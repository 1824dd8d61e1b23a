import { hostname, userInfo } from 'node:os';

/** Whoever runs this command: `ada@build-1`. */
export function operator(): string {
  return `${userName()}@${hostname()}`;
}

/** A container may run as a user that has no name. */
function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return `${process.getuid?.() ?? 'unknown'}`;
  }
}
