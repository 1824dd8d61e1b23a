import { z } from 'zod';
import { CommandError, type Run } from '../exec.ts';
import { type Check, type Found, made, notMade } from './check.ts';

const LIST = z.object({ list: z.array(z.object({ name: z.string(), state: z.string() })) });
const about = (name: string) => ({ id: `host/${name}`, area: 'hosts', title: name }) as const;

/** The VMs of the cluster, as Multipass has them. */
export async function vmChecks(names: readonly string[], run: Run): Promise<Check[]> {
  try {
    const { stdout } = await run('multipass', ['list', '--format', 'json'], { timeout: 60_000 });
    const vms = LIST.parse(JSON.parse(stdout)).list;
    return names.map((name) => judgeVm(name, vms.find((it) => it.name === name)?.state));
  } catch (error) {
    if (!(error instanceof CommandError)) throw error;
    const why = error.reason === 'missing' ? 'multipass is not installed' : error.message;
    return names.map((name) => notMade(about(name), why));
  }
}

/** @param state undefined if there is no such VM */
export function judgeVm(name: string, state: string | undefined): Check {
  if (state === undefined) {
    return { ...about(name), state: 'not yet', detail: 'there is no such VM yet', findings: [] };
  }
  if (state === 'Running') return made(about(name), [], state);
  const gone = state === 'Deleted';
  const found: Found = {
    severity: gone ? 'error' : 'warning',
    where: name,
    message: `the VM is in the state ${state}`,
    cost: gone ? 'its name is taken and no VM can be made under it' : 'the node is not in the cluster',
    mend: gone ? `\`multipass recover ${name}\`, or \`multipass purge\` to give it up.` : `\`multipass start ${name}\``,
  };
  return made(about(name), [found], state);
}
