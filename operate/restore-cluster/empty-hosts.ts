import { readFileSync } from 'node:fs';
import { type Host, HostError } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';

const REMAINS = readFileSync(new URL('remains.sh', import.meta.url), 'utf8');

/**
 * Makes sure that nothing of a cluster is on any of these hosts. Changes nothing.
 *
 * @throws UserError with all that is there
 */
export async function refuseUsedHosts(hosts: readonly Host[], signal: AbortSignal): Promise<void> {
  const found = await Promise.all(hosts.map(async (host) => ({ host, remains: await remainsOn(host, signal) })));
  const used = found.filter((it) => it.remains.length > 0);
  if (used.length === 0) return;
  const lines = used.map(({ host, remains }) => `  ${host.name} (${host.describe()}): ${remains.join('; ')}`);
  throw new UserError(`a cluster is restored onto empty hosts, and these are not:\n${lines.join('\n')}`, {
    fix: `Name other hosts in platform.yaml. If nothing on these is needed any more, run k3s-uninstall.sh (k3s-agent-uninstall.sh) there and delete /var/lib/rancher/k3s. To bring back a home of a cluster that works: \`npx hubwright restore --home USER\`. Nothing was changed.`,
  });
}

async function remainsOn(host: Host, signal: AbortSignal): Promise<readonly string[]> {
  try {
    const { stdout } = await host.run(['sh', '-s'], { sudo: true, input: REMAINS, signal });
    return stdout.split('\n').filter((line) => line !== '');
  } catch (error) {
    // What does not answer is reported by the checks of `up`, with the likely cause.
    if (error instanceof HostError && error.reason !== 'aborted') return [];
    throw error;
  }
}
