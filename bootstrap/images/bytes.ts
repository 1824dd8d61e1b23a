/** A number of bytes for people: `1.4 GB`, `85 MB`, `2 KB`. */
export function inUnits(bytes: number): string {
  if (bytes >= 1e9) return `${(bytes / 1e9).toFixed(1)} GB`;
  return bytes >= 1e6 ? `${Math.round(bytes / 1e6)} MB` : `${Math.ceil(bytes / 1e3)} KB`;
}

/** Bytes from which on a transfer takes so long that people want to see how it goes. */
export const LARGE = 50_000_000;

/** Tells how much of a large transfer is done, at each tenth: `30 % of 1.4 GB`. Of a small one it tells nothing. */
export function atEachTenth(bytes: number, tell: (share: string) => void): (done: number) => void {
  let told = 0;
  return (done) => {
    const tenths = Math.floor((10 * done) / bytes);
    if (bytes >= LARGE && tenths > told) tell(`${10 * tenths} % of ${inUnits(bytes)}`);
    told = tenths;
  };
}
