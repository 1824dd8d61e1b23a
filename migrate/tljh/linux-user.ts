import { sha256 } from '../../system/sha256.ts';

/** More letters than these, and TLJH shortens the name. Source: tljh/normalize.py of TLJH 2.0. */
const LONGEST = 26;

/** The Linux user that TLJH makes for a user of the hub, whose home is in /home. */
export function linuxUser(user: string): string {
  const name = `jupyter-${user}`;
  const letters = [...name];
  if (letters.length < LONGEST) return name;
  const hash = sha256(name);
  return `${letters.slice(0, LONGEST).join('')}-${hash.slice(0, 5)}`;
}
