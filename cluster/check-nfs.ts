import { describeExport, mayHoldHomes } from '../platform/home-place.ts';
import type { Platform } from '../platform/platform.ts';
import { few } from '../system/few.ts';
import { error, type Problem } from '../system/problem.ts';
import type { Candidate } from './preflight.ts';

/**
 * What keeps a node from mounting the exports of NFS that the settings give to servers.
 *
 * Source: Kubernetes, `pkg/volume/nfs`: the kubelet calls the `mount` of the host, which leaves NFS to a program of its own.
 */
export function checkNfs({ node, facts }: Candidate, platform: Platform): Problem[] {
  const { home, shared } = platform.storage;
  const exports = [home.nfs, ...shared.map((it) => it.nfs)].filter((it) => it !== undefined);
  if (exports.length === 0 || facts.hasNfs || !mayHoldHomes(node, platform)) return [];
  const names = [...new Set(exports.map(describeExport))];
  const fix = 'Install it there: `sudo apt-get install -y nfs-common`, or `nfs-utils` with `dnf`.';
  return [error(`it has no client of NFS, so no server can start there: ${few(names, 3)} cannot be mounted`, fix)];
}
