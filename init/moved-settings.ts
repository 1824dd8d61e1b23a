/** A setting of platform.yaml that has another place, name or form now, or is gone. */
export interface MovedSetting {
  /** Where it was: `hub.network.allow`; `images[*].base` is that of every image. */
  readonly from: string;
  /** @default - it is gone */
  readonly to?: string;
  /** What the value becomes; a value that is new already stays. @default - as it was */
  readonly value?: (value: unknown) => unknown;
}

/**
 * Every setting that was ever moved, oldest first. What a file needs shows in the file, whichever version it is of: so no
 * former name comes back with another meaning.
 */
export const MOVED_SETTINGS: readonly MovedSetting[] = [];
