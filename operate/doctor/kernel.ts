import { readFileSync } from 'node:fs';
import type { HostFacts } from '../../cluster/probe.ts';
import { counted } from '../../system/counted.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked, skipped } from './check.ts';
import { hasFix, KERNEL_HOLES, type KernelHole } from './known-holes.ts';

const SCRIPT = readFileSync(new URL('known-holes.sh', import.meta.url), 'utf8');
const ABOUT = { id: 'kernel', area: 'hosts', title: 'known vulnerabilities of the kernels' } as const;

/** What a host says of its kernel. */
export interface FoundKernel {
  readonly node: string;
  /** As `uname -r` prints it. */
  readonly release: string;
  /** `loaded`, `loadable`, `blocked`, `absent` or `unknown`, by module. */
  readonly modules: ReadonlyMap<string, string>;
  /** Vulnerabilities whose fix the package of the kernel names. */
  readonly fixes: ReadonlySet<string>;
}

/** Asks all hosts that answer. @param facts by node, of those that have answered */
export async function kernelCheck(
  hosts: ReadonlyMap<string, Host>,
  facts: ReadonlyMap<string, Pick<HostFacts, 'kernel'>>,
  signal: AbortSignal,
): Promise<Check> {
  const asked = [...facts].flatMap(([name, { kernel }]) => {
    const host = hosts.get(name);
    return host === undefined ? [] : [askKernel(host, kernel, signal)];
  });
  const found = (await Promise.all(asked)).filter((it) => it !== undefined);
  return found.length === 0 ? skipped(ABOUT, 'no host can be asked') : checkKernels(found);
}

async function askKernel(host: Host, release: string, signal: AbortSignal): Promise<FoundKernel | undefined> {
  const words = KERNEL_HOLES.flatMap(({ id, modules }) => ['fix', id, ...modules.flatMap((it) => ['module', it])]);
  try {
    const { stdout } = await host.run(['sh', '-s', '--', '', ...words], { input: SCRIPT, timeout: 60_000, signal });
    const lines = stdout.split('\n').map((it) => it.split(' '));
    return {
      node: host.name,
      release,
      modules: new Map(lines.flatMap(([key, name = '', state = '']) => (key === 'module' ? [[name, state]] : []))),
      fixes: new Set(lines.flatMap(([key, id = '']) => (key === 'fix' ? [id] : []))),
    };
  } catch (error) {
    throwUnlessHostFailed(error);
    return undefined;
  }
}

/** Which holes are open, or may be, on which nodes. Pure. */
export function checkKernels(kernels: readonly FoundKernel[]): Check {
  const problems = KERNEL_HOLES.flatMap((hole): ProblemAt[] => {
    const open = kernels.filter((it) => isOpen(hole, it));
    if (open.length === 0) return [];
    const releases = [...new Set(open.map((it) => it.release))].sort().join(', ');
    const lines = hole.modules.map((it) => `install ${it} /bin/false`).join('\\n');
    const block = `\`printf '${lines}\\n' | sudo tee /etc/modprobe.d/${hole.id}.conf; sudo modprobe -r ${hole.modules.join(' ')}\``;
    return [
      {
        severity: 'warning',
        where: open.map((it) => it.node).join(', '),
        message: `${hole.id} (${hole.name}): nothing shows that the kernel has the fix (${releases})`,
        cost: 'a user may become root of the node from a notebook, and read all that is on it',
        fix: `Update the kernel, then \`npx hubwright node reboot\`. Until then, ${block} blocks what it needs; ${hole.without}.`,
      },
    ];
  });
  return checked(ABOUT, problems, counted(kernels.length, 'host'));
}

function isOpen(hole: KernelHole, { release, modules, fixes }: FoundKernel): boolean {
  if (hasFix(hole, release) || fixes.has(hole.id)) return false;
  return hole.modules.some((it) => !['blocked', 'absent'].includes(modules.get(it) ?? 'unknown'));
}
