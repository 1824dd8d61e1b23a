import type { LocatedVolume } from '../../cluster/volumes.ts';
import { few } from '../../system/few.ts';
import { type Host, ignoreHostFailure } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type FoundHomes, ownerOf } from '../homes/find-homes.ts';
import { type Check, checked } from './check.ts';

export const ABOUT_FOLDERS = { id: 'homes/folders', area: 'cluster', title: 'folders of homes' } as const;

/** Prints those of the folders on its standard input that are not there. */
const PROGRAM = 'while IFS= read -r path; do [ -d "$path" ] || printf "%s\\n" "$path"; done';
const MOST = 10;

/** Whether each volume that is in use has its folder on its node; a node that does not answer has an error of its own. */
export async function foldersCheck(
  { homes, others }: Pick<FoundHomes, 'homes' | 'others'>,
  hosts: ReadonlyMap<string, Host>,
  signal: AbortSignal,
): Promise<Check> {
  const used = [...homes, ...others].filter((it) => it.hasClaim && it.path !== undefined);
  const asked = [...hosts].map(async ([node, host]) => {
    const here = used.filter((it) => it.node === node);
    return problemsOn(node, here, here.length === 0 ? new Set() : await missing(host, here, signal));
  });
  return checked(ABOUT_FOLDERS, (await Promise.all(asked)).flat());
}

async function missing(host: Host, volumes: readonly LocatedVolume[], signal: AbortSignal): Promise<Set<string>> {
  const input = volumes.map((it) => `${it.path}\n`).join('');
  const options = { sudo: true, input, timeout: 60_000, signal };
  const answer = await host.run(['sh', '-c', PROGRAM], options).catch(ignoreHostFailure);
  return new Set(answer?.stdout.split('\n'));
}

function problemsOn(where: string, volumes: readonly LocatedVolume[], lost: ReadonlySet<string>): ProblemAt[] {
  const gone = volumes.filter((it) => lost.has(it.path ?? ''));
  const [homes, others] = [gone.filter((it) => it.kind === 'home'), gone.filter((it) => it.kind !== 'home')];
  return [
    ...(homes.length === 0
      ? []
      : [
          {
            severity: 'error' as const,
            where,
            message: `it has no folder for the home of ${few(homes.map(ownerOf), MOST)}`,
            cost: 'their servers do not start, and their work is not there',
            fix: 'If its disk is not mounted, mount it. Otherwise bring them back from the backup: `npx hubwright restore --home USER`, docs/homes.md#if-a-home-is-missing.',
          },
        ]),
    ...others.map((it) => ({
      severity: 'error' as const,
      where,
      message: `it has no folder for the claim ${it.claim}, ${it.path}`,
      cost: it.kind === 'database' ? 'the hub does not start again' : 'what uses it does not start again',
      fix: 'If its disk is not mounted, mount it. Otherwise bring it back from the backup: docs/backup.md#on-a-bad-day.',
    })),
  ];
}
