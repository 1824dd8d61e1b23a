import type { Status } from './status.ts';
import { describeDisk } from './survey/disk-headroom.ts';

const SAYING = {
  enough: '',
  low: ', low: unused images are deleted',
  full: ', full: pods are ended',
} as const;

/** A status as a person reads it. */
export function statusTable({
  isHealthy,
  cluster,
  url,
  nodes,
  manifests,
  release,
  hub,
  pods,
  servers,
}: Status): string {
  const nodeRows = nodes.map((it) => [
    it.name,
    it.role,
    it.state,
    it.version ?? '-',
    it.missingImages.length === 0 ? 'all' : `without ${it.missingImages.join(', ')}`,
    it.disk === undefined ? '-' : `${describeDisk(it.disk)}${SAYING[it.disk.level]}`,
  ]);
  const failed = release.failures > 0 ? `; its job failed ${release.failures} times: ${release.message}` : '';
  const podStates = pods.map((it) => `${it.component} ${it.isReady ? 'ready' : 'not ready'}`);
  return [
    ...columns([['NODE', 'ROLE', 'STATE', 'K3S', 'IMAGES', 'DISK FREE'], ...nodeRows]),
    '',
    ...columns([['MANIFEST', 'STATE'], ...manifests.map((it) => [it.name, it.isApplied ? 'applied' : 'not applied'])]),
    '',
    ...(servers.length === 0
      ? []
      : [...columns([['USER', 'SERVER', 'NODE'], ...servers.map((it) => [it.user, it.phase, it.node ?? '-'])]), '']),
    ...columns([
      ['release', `${release.isDeployed ? 'deployed' : 'not deployed'}${failed}`],
      ['hub', hub.isAnswering ? `answers at ${url}` : `does not answer${hub.http > 0 ? ` (HTTP ${hub.http})` : ''}`],
      ...(podStates.length > 0 ? [['pods', podStates.join(', ')]] : []),
      ['servers', `${servers.filter((it) => it.phase === 'Running').length} running`],
      ['cluster', `${cluster} is ${isHealthy ? 'healthy' : 'not healthy'}`],
    ]),
  ].join('\n');
}

/** Cells under each other. */
function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, i) => Math.max(...rows.map((row) => row[i]?.length ?? 0)));
  return rows.map((row) =>
    row
      .map((cell, i) => cell.padEnd(widths[i] ?? 0))
      .join('  ')
      .trimEnd(),
  );
}
