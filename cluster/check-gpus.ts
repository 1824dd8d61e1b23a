import { counted } from '../system/counted.ts';
import { type Problem, warning } from '../system/problem.ts';
import type { FoundGpus } from './probe-answers.ts';

/** What should be on a host with GPUs. */
export interface ExpectedGpus {
  /** `gpus` of the node. */
  readonly count: number;
  /** The service of k3s there. */
  readonly unit: string;
  readonly isRunning: boolean;
}

const NONE_STARTS = 'no server with a GPU starts on it';
const DRIVER = 'Install it and restart the host: `sudo ubuntu-drivers install` on Ubuntu; see docs/gpu.md.';

/** What is missing on a host so that servers can use its GPUs: first the driver, then what hands devices to containers. */
export function checkGpus(found: FoundGpus, { count, unit, isRunning }: ExpectedGpus): Problem[] {
  const driver = checkDriver(found, count);
  if (found.runtime === undefined) {
    const message = "NVIDIA's container toolkit is missing: no nvidia-container-runtime where k3s looks for it";
    const fix = `Install \`nvidia-container-toolkit\` from NVIDIA's repository${isRunning ? `, then \`sudo systemctl restart ${unit}\`` : ''}; see docs/gpu.md.`;
    return [...driver, warning(message, fix, NONE_STARTS)];
  }
  if (!isRunning || found.isConfigured) return driver;
  const message = 'k3s does not use the container toolkit yet: it looks for it when it starts';
  const fix = `Restart it: \`sudo systemctl restart ${unit}\`. Servers keep running.`;
  return [...driver, warning(message, fix, NONE_STARTS)];
}

function checkDriver({ cards, listed, error }: FoundGpus, count: number): Problem[] {
  if (listed === count) return [];
  if (listed !== undefined && listed > 0) return [otherCount(listed, count)];
  const broken = (message: string, fix: string) => [warning(message, fix, NONE_STARTS)];
  if (/version mismatch/i.test(error)) {
    return broken(
      `its driver was upgraded, and the kernel still has the old one: nvidia-smi says "${error}"`,
      'Restart the host, or stop what uses its GPUs and reload the module `nvidia`.',
    );
  }
  if (listed === 0) {
    return broken(
      `NVIDIA's driver does not work${error === '' ? '' : `: nvidia-smi says "${error}"`}`,
      'See `dmesg | grep -i nvrm` on it; after an upgrade of driver or kernel restart the host.',
    );
  }
  if (cards > 0) return broken("NVIDIA's driver is missing: there is no nvidia-smi", DRIVER);
  return broken(
    `it has no NVIDIA card on its PCI bus, and the settings say ${counted(count, 'GPU')}`,
    'Set `gpus` of the host that has it; in a VM, pass the card through to it.',
  );
}

function otherCount(listed: number, count: number): Problem {
  const message = `its driver lists ${counted(listed, 'GPU')}, and the settings say ${count}`;
  const fix = `Set its \`gpus: ${listed}\``;
  return listed > count
    ? warning(message, `${fix}.`, 'the settings allow fewer servers with a GPU than could run')
    : warning(
        message,
        `${fix}, or see \`dmesg | grep -i nvrm\` on it for what became of the others.`,
        'the settings allow more servers with a GPU than can run; the rest stay pending',
      );
}
