import { counted } from '../../system/counted.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { askReboot } from '../reboot/ask-reboot.ts';
import { type Check, checked, skipped } from './check.ts';

const ABOUT = { id: 'reboot', area: 'hosts', title: 'restarts that the systems ask for' } as const;

/** Asks all hosts that answer. @param names of those that have answered */
export async function rebootCheck(
  hosts: ReadonlyMap<string, Host>,
  names: readonly string[],
  signal: AbortSignal,
): Promise<Check> {
  const asked = names.flatMap((name) => hosts.get(name) ?? []).map((host) => ask(host, signal));
  const found = (await Promise.all(asked)).filter((it) => it !== undefined);
  if (found.length === 0) return skipped(ABOUT, 'no host can be asked');
  const problems = found.flatMap(({ where, asks }): ProblemAt[] => {
    if (asks === undefined) return [];
    const cost = 'until then what was updated runs as it was before';
    const fix = `\`npx hubwright node reboot ${where}\`, or \`npx hubwright node reboot --needed\` for all that ask.`;
    return [{ severity: 'note', where, message: `it asks for a restart: ${asks}`, cost, fix }];
  });
  return checked(ABOUT, problems, counted(found.length, 'host'));
}

async function ask(host: Host, signal: AbortSignal): Promise<{ where: string; asks: string | undefined } | undefined> {
  try {
    return { where: host.name, asks: (await askReboot(host, signal)).asks };
  } catch (error) {
    throwUnlessHostFailed(error);
    return undefined;
  }
}
