import { inUnits } from './bytes.ts';

/** So many nodes are sent large files at once: more would share the same line, and the first would be there later. */
export const AT_ONCE = 8;

/** Bytes from which on a transfer takes so long that people want to see how it goes. */
export const LARGE = 50_000_000;

/** Tells how much of a large transfer is done, at each tenth: `30 % of 1.4 GB`. Of a small one it tells nothing. */
export function atEachTenth(bytes: number, tell: (share: string) => void): (done: number) => void {
  let last = 0;
  return (done) => {
    const tenths = Math.floor((10 * done) / bytes);
    if (bytes >= LARGE && tenths > last) tell(`${10 * tenths} % of ${inUnits(bytes)}`);
    last = tenths;
  };
}

/** Milliseconds that so many bytes may take: 1 Mbit/s is the least that is left of a line that many share. */
export function transferLimit(bytes: number): number {
  return bytes / 125;
}
