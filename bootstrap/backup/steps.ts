import { readFileSync } from 'node:fs';
import { backupPaths } from '../../cluster/backup-paths.ts';
import { paths } from '../../cluster/node-config.ts';
import { resticRelease } from '../../platform/versions.ts';
import { sha256 } from '../../system/sha256.ts';
import { command, put } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Action, Known, Step } from '../plan/step.ts';
import { removal } from '../removal.ts';
import { backupFiles, SSH_FILES, UNIT_FILES } from './files.ts';

const read = (path: string) => readFileSync(new URL(path, import.meta.url), 'utf8');
/** What hubwright_note.py annotates its node with. */
const NOTE = 'hubwright/backup';
const MINUTE = 60_000;
const ARCHIVE = `${backupPaths.programs}/restic.bz2`;

/** Backups of a node by a timer of systemd, or none; no step where there are none and none are wanted. */
export function backups(planned: PlannedNode, first: PlannedNode, input: PlanInput): Step[] {
  const { node, facts } = planned;
  const { backup } = input.platform;
  const isWanted = backup !== undefined;
  if (!isWanted && !facts.files.has(backupPaths.settings)) return [];
  const verb = backup?.restoreOnly ? 'read' : node === first.node ? 'create' : 'open';
  return [
    {
      id: `backup/${node.name}`,
      title: !isWanted ? 'Remove the backups' : verb === 'read' ? 'Set up restores' : 'Set up backups',
      host: node.name,
      // The first server makes the repository that all others open.
      needs: [
        node === first.node ? `start/${node.name}` : isWanted ? `backup/${first.node.name}` : `mark/${node.name}`,
      ],
      actions: isWanted ? setUp(planned, verb, input) : [stopTimer(node.name), remove(node.name)],
    },
  ];
}

/** restic and all that it needs on a node, without a timer: for a restore, which reads backups before k3s starts. */
export function resticStep(planned: PlannedNode, input: PlanInput): Step {
  const open = command([backupPaths.script, 'open'], { timeout: 20 * MINUTE, isDone: () => false });
  const { name } = planned.node;
  const actions = [...partsOf(planned, input).actions, open];
  const [title, needs] = ['Install restic and open the repository', [`mark/${name}`] as const];
  return { id: `restore/${name}`, title, host: name, needs, actions };
}

/** Paths on a node that say what of it is there already. */
export function backupFilePaths(node: PlannedNode['node'], platform: PlanInput['platform']): readonly string[] {
  const { backup } = platform;
  const units = Object.values(UNIT_FILES);
  if (backup === undefined) return [backupPaths.settings, ...units];
  const own = backupFiles(node, platform, backup).map((it) => it.path);
  return [...new Set([...own, ...SSH_FILES, ...units, backupPaths.started, backupPaths.resticSum, backupPaths.restic])];
}

/** @param verb what is done with the repository, as start-backups.sh knows it */
function setUp(planned: PlannedNode, verb: 'create' | 'open' | 'read', input: PlanInput): Action[] {
  const { actions, areThere, digest } = partsOf(planned, input);
  return [
    ...(verb === 'read' ? [stopTimer(planned.node.name)] : []),
    // Whatever cuts this off, the repository is opened again and the timer started.
    command(['rm', '-f', backupPaths.started], { isDone: areThere }),
    ...actions,
    command(
      ['sh', '-s', '--', digest, backupPaths.started, verb],
      {
        input: read('start-backups.sh'),
        timeout: 20 * MINUTE,
        isDone: (known) =>
          areThere(known) &&
          known.facts.get(planned.node.name)?.files.get(backupPaths.started)?.sha256 === sha256(`${digest}\n`),
      },
      `sh -s < start-backups.sh: open the repository${verb === 'read' ? '' : ', systemctl enable hubwright-backup.timer'}`,
    ),
  ];
}

/** What puts restic and its files in place, and a digest of all of it. */
function partsOf({ node, facts }: PlannedNode, { platform, airgap }: Pick<PlanInput, 'platform' | 'airgap'>) {
  const { backup } = platform;
  const files = backup === undefined ? [] : backupFiles(node, platform, backup);
  const puts = files.map((it) => put(node.name, it));
  const absent = SSH_FILES.filter((path) => !files.some((it) => it.path === path)).map((path) =>
    command(['rm', '-f', path], { isDone: (known) => !known.facts.get(node.name)?.files.has(path) }),
  );
  const restic = installed(node.name, facts.architecture, airgap?.restic(facts.architecture));
  const parts = [...restic, ...puts, ...absent];
  const digest = sha256(JSON.stringify([resticRelease.version, ...files]));
  const areThere = (known: Known) => parts.every((it) => it.isDone?.(known));
  const folder = command(['install', '-d', '-m', '0700', backupPaths.folder], { isDone: areThere });
  return { actions: [folder, ...parts], areThere, digest };
}

/** restic of the pinned release: what distributions have is older, and does not say why it failed. */
function installed(
  node: string,
  architecture: string,
  archive: Parameters<typeof put>[1]['content'] | undefined,
): Action[] {
  const { url, sha256: sum } = resticRelease.archive(architecture);
  const isDone = (known: Known) => {
    const found = known.facts.get(node)?.files;
    return found?.get(backupPaths.resticSum)?.sha256 === sha256(`${sum}\n`) && found.has(backupPaths.restic);
  };
  const argv = ['sh', '-s', '--', backupPaths.programs, url, sum, paths.proxy];
  const input = read('../k3s/download.sh') + read('install-restic.sh');
  const options = { isDone, timeout: 15 * MINUTE, input };
  const shown = `sh -s -- ${resticRelease.version} < install-restic.sh`;
  if (archive === undefined) return [command(argv, options, shown)];
  return [
    { ...put(node, { path: ARCHIVE, mode: 0o600, content: archive }), isDone },
    command([...argv, ARCHIVE], options, shown),
  ];
}

function stopTimer(node: string): Action {
  const script = new URL('stop-timer.sh', import.meta.url);
  return removal(node, { script, files: Object.values(UNIT_FILES), notes: [NOTE] });
}

function remove(node: string): Action {
  const script = new URL('remove-backups.sh', import.meta.url);
  const remark = 'what is in the repository stays';
  return removal(node, { script, files: [backupPaths.settings], remark });
}
