import { readFileSync } from 'node:fs';
import { paths } from '../../cluster/node-config.ts';
import { proxyEnvironment } from '../../cluster/proxy.ts';
import { k3sInstaller } from '../../platform/versions.ts';
import { command, put } from '../plan/actions.ts';
import type { PlanInput, PlannedNode } from '../plan/plan-input.ts';
import type { Known, Step, StepId } from '../plan/step.ts';

const SCRIPTS = ['download.sh', 'install-k3s.sh'].map((name) => new URL(name, import.meta.url));
const LATER = ['INSTALL_K3S_SKIP_START=true', 'INSTALL_K3S_SKIP_ENABLE=true'];

/**
 * Installs the pinned release of k3s, and leaves starting to another step: it has no settings yet.
 *
 * @param before starts of other nodes that have to come first
 */
export function install(
  { node, facts }: PlannedNode,
  before: readonly StepId[],
  { platform, airgap, facts: all }: PlanInput,
): Step {
  const release = platform.cluster.k3sVersion;
  const isDone = (known: Known) => {
    const found = known.facts.get(node.name);
    return found?.k3s === release && found.units.has(node.unit);
  };
  const options = { isDone, timeout: 15 * 60_000 };
  const binary = airgap?.binary(facts.architecture);
  const proxy = proxyEnvironment(platform, all);
  const fetched = command(
    [
      'sh',
      '-s',
      '--',
      node.role,
      release,
      k3sInstaller.url,
      k3sInstaller.sha256,
      proxy === undefined ? '' : paths.proxy,
    ],
    { ...options, input: SCRIPTS.map((it) => readFileSync(it, 'utf8')).join('') },
    `sh -s -- ${node.role} ${release} < install-k3s.sh`,
  );
  const given =
    airgap === undefined || binary === undefined
      ? [
          ...(proxy === undefined
            ? []
            : [{ ...put(node.name, { path: paths.proxy, mode: 0o600, content: proxy }), isDone }]),
          fetched,
        ]
      : [
          { ...put(node.name, { path: paths.binary, mode: 0o755, content: binary }), isDone },
          command(
            ['env', 'INSTALL_K3S_SKIP_DOWNLOAD=true', ...LATER, 'sh', '-s', '--', node.role],
            { ...options, inputFile: airgap.installer },
            `env INSTALL_K3S_SKIP_DOWNLOAD=true ${LATER.join(' ')} sh -s -- ${node.role} < ${airgap.installer}`,
          ),
        ];
  const needs: StepId[] = [`mark/${node.name}`, ...before];
  const from = facts.k3s === undefined || facts.k3s === release ? '' : ` in place of ${facts.k3s}`;
  return { id: `install/${node.name}`, title: `Install k3s ${release}${from}`, host: node.name, needs, actions: given };
}
