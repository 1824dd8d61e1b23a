import { readFileSync } from 'node:fs';
import type { Platform } from '../../platform/platform.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import { UserError } from '../../system/user-error.ts';

const REMAINS = readFileSync(new URL('remains.sh', import.meta.url), 'utf8');

/**
 * Makes sure that nothing of a cluster is on any of these hosts. Changes nothing.
 *
 * @throws UserError with all that is there
 * @throws HostError if one does not answer and must
 */
export async function refuseUsedHosts(
  hosts: readonly Host[],
  signal: AbortSignal,
  { platform, mustAnswer = false }: { readonly platform: Pick<Platform, 'cluster'>; readonly mustAnswer?: boolean },
): Promise<void> {
  const found = await Promise.all(
    hosts.map(async (host) => {
      const remains = await remainsOn(host, signal).catch((error) => {
        // Otherwise the checks of `up` report it, with the likely cause.
        if (mustAnswer) throw error;
        throwUnlessHostFailed(error);
        return [];
      });
      return { host, remains };
    }),
  );
  const used = found.filter((it) => it.remains.length > 0);
  if (used.length === 0) return;
  const lines = used.map(({ host, remains }) => `  ${host.name} (${host.describe()}): ${remains.join('; ')}`);
  throw new UserError(`a cluster is restored onto empty hosts, and these are not:\n${lines.join('\n')}`, {
    fix: `${keepHint(used, platform)}Name other hosts in platform.yaml. If nothing on these is needed any more, run k3s-uninstall.sh (k3s-agent-uninstall.sh) there and delete /var/lib/rancher/k3s. To bring back a home of a cluster that works: \`npx hubwright restore --home USER\`. Nothing was changed.`,
  });
}

/** An agent that is whole need not be empty. */
function keepHint(
  used: readonly { readonly host: Host; readonly remains: readonly string[] }[],
  { cluster }: Pick<Platform, 'cluster'>,
): string {
  const agents = cluster.nodes.filter((it) => it.role === 'agent').map((it) => it.name);
  const whole = used.filter(
    ({ host, remains }) => agents.includes(host.name) && remains.some((it) => it.includes('k3s-agent')),
  );
  if (whole.length === 0) return '';
  return `If only servers were lost, keep agents with the homes on them: ${whole.map((it) => `\`--keep ${it.host.name}\``).join(' ')}. `;
}

async function remainsOn(host: Host, signal: AbortSignal): Promise<readonly string[]> {
  const { stdout } = await host.run(['sh', '-s'], { sudo: true, input: REMAINS, signal });
  return stdout.split('\n').filter((line) => line !== '');
}
