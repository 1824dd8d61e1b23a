import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';

export const ABOUT_K3S_SETTINGS = { id: 'k3s-settings', area: 'cluster', title: 'settings of k3s' } as const;

/**
 * What k3s logged at its present start: that it starts, and which keys of its configuration it does not know. A server
 * ignores these, an agent ends. The log names the keys alone, not their values.
 *
 * Source: k3s-io/k3s, `stripInvalidFlags` in `pkg/configfilearg/parser.go`.
 */
const ASK = `id=$(systemctl show --property=InvocationID --value k3s)
journalctl --no-pager --output=cat "_SYSTEMD_INVOCATION_ID=$id" | head -n 400 |
  grep -aoE 'Starting k3s|Unknown flag --[^ ]+ found in config\\.yaml' | sort -u
exit 0`;

/** Whether a server knows all keys of its configuration, of which a misspelt one is ignored. */
export async function k3sSettingsCheck(host: Host, signal: AbortSignal): Promise<Check> {
  const { id, area, title } = ABOUT_K3S_SETTINGS;
  const about = { id: `${id}/${host.name}`, area, title: `${title} on ${host.name}` };
  try {
    const { stdout } = await host.run(['sh', '-c', ASK], { sudo: true, timeout: 60_000, signal });
    if (!stdout.includes('Starting k3s')) return skipped(about, 'its log no longer goes back to its start');
    return checked(
      about,
      [...stdout.matchAll(/--(\S+)/g)].map(([, key = '']) => unknownKey(host.name, key)),
    );
  } catch (error) {
    throwUnlessHostFailed(error);
    return skipped(about, error.message);
  }
}

function unknownKey(server: string, key: string): ProblemAt {
  return {
    severity: 'warning',
    where: server,
    message: `k3s does not know the setting "${key}" in its configuration`,
    cost: 'k3s ignores it',
    fix: `Correct or remove it in /etc/rancher/k3s/config.yaml.d on ${server}, then \`sudo systemctl restart k3s\`; \`k3s server --help\` lists the settings.`,
  };
}
