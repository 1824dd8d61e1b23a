import { isDeepStrictEqual } from 'node:util';
import type { ServerVolume } from '../platform/schema/server-volumes.ts';
import { matched, written } from './change.ts';

/** Volumes of servers that come, go or change, a sentence each. */
export function volumeChanges(before: readonly ServerVolume[], after: readonly ServerVolume[]): string[] {
  const { added, removed, kept } = matched(before, after);
  return [
    ...added.map((it) => `The volume "${it.name}" is added: ${described(it)}.`),
    ...removed.map((it) => `The volume "${it.name}" is gone (was ${described(it)}).`),
    ...kept.flatMap(({ previous, current }) =>
      isDeepStrictEqual(previous, current)
        ? []
        : [`The volume "${current.name}" is ${described(current)} (was ${described(previous)}).`],
    ),
  ];
}

function described(volume: ServerVolume): string {
  const { path, subPath, readOnly } = volume;
  const part = subPath === undefined ? '' : `"${subPath}" in `;
  return `${part}${sourceOf(volume)}${path === undefined ? ', not in servers' : ` at ${path}`}${readOnly ? ', read-only' : ''}`;
}

function sourceOf({ configMap, secret, hostPath, claim, empty }: ServerVolume): string {
  if (configMap !== undefined) return `the ConfigMap "${configMap}"`;
  if (secret !== undefined) return `the Secret "${secret}"`;
  if (hostPath !== undefined) return `the folder ${hostPath} of the node`;
  if (claim !== undefined) return `the claim "${claim}"`;
  const size = empty?.size === undefined ? '' : ` of at most ${written(empty.size)}`;
  return `an empty folder${empty?.memory ? ' in memory' : ''}${size}`;
}
