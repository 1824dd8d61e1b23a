import type { PackOptions } from '../../operate/homes/stream-tree.ts';
import type { TreeDigest } from '../../operate/move/compare-trees.ts';
import type { Reporter } from '../../system/reporter.ts';

/** A home that is somewhere else. */
export interface HomeSource {
  readonly user: string;
  /** Named server that it is of; empty for the default one. */
  readonly server: string;
  /** Where it is, as a person reads it: `claim-ada`, `ada.tar`. */
  readonly where: string;
  /** Makes it readable. @throws UserError if it cannot be read */
  open(options: OpenOptions): Promise<OpenHome>;
}

export interface OpenOptions {
  readonly progress: Reporter['progress'];
  readonly signal: AbortSignal;
}

/** A home that can be read. */
export interface OpenHome {
  /** About what it takes on a disk; undefined if nobody knows. */
  readonly bytes: number | undefined;
  /** Writes an archive of tar whose names are as seen from the home. */
  pack(options: PackOptions): Promise<unknown>;
  /** Reads it through, for comparing; undefined where it can be read only once. */
  digest?: ((limit: { readonly timeout: number; readonly signal: AbortSignal }) => Promise<TreeDigest>) | undefined;
  /** Undoes what opening has done. */
  close(): Promise<void>;
}
