import { closeSync, mkdtempSync, openSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from '../system/exec.ts';

/**
 * The kernel of Debian's package user-mode-linux: a program that needs no rights, so that a test does not depend on what the
 * kernel of its machine can do. It has the machine's files as its own.
 */
const KERNEL = 'linux.uml';
const LIMIT = { timeout: 600_000 } as const;

/** Says that it runs, and switches the machine off. */
const FIRST = `#!/bin/sh
echo runs >"$ANSWERS"
exec python3 -c 'import ctypes; ctypes.CDLL(None).reboot(0x4321FEDC)'
`;

/** Why it does not run; undefined if it does. On processors with registers that it does not know, it ends before any program runs. */
export async function whyNoUserModeLinux(): Promise<string | undefined> {
  if (!(await run(KERNEL, ['--version'], LIMIT).catch(() => undefined))) return 'there is no user-mode-linux';
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-kernel-'));
  const program = join(folder, 'first');
  writeFileSync(program, FIRST, { mode: 0o755 });
  try {
    const answer = await runInKernel(program, [], {}).catch(() => '');
    return answer === 'runs\n' ? undefined : 'user-mode-linux does not run on this processor';
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** A disk, sparse, and what makes its file system. */
export interface Disk {
  readonly mebibytes: number;
  readonly make: readonly [string, ...string[]];
}

/**
 * Runs a program as the first process of such a kernel, until it switches the machine off. Its disks are /dev/ubdb and so on.
 *
 * @param words variables for its environment
 * @returns what it wrote to the file that its variable ANSWERS names
 */
export async function runInKernel(
  program: string,
  disks: readonly Disk[],
  words: Readonly<Record<string, string>>,
): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'hubwright-kernel-'));
  try {
    const files = disks.map((_, i) => join(folder, `disk-${i}`));
    const answers = join(folder, 'answers');
    for (const file of [...files, answers]) closeSync(openSync(file, 'w'));
    for (const [i, { mebibytes, make }] of disks.entries()) {
      truncateSync(files[i] ?? '', mebibytes * 2 ** 20);
      await run(make[0], [...make.slice(1), files[i] ?? ''], LIMIT);
    }
    await run(
      KERNEL,
      [
        ...['mem=256M', 'rootfstype=hostfs', 'rootflags=/', 'rw', 'quiet', 'con=null', 'con0=null,fd:2'],
        ...files.map((file, i) => `ubd${'bcdef'[i]}=${file}`),
        ...[`init=${program}`, `ANSWERS=${answers}`],
        ...Object.entries(words).map(([name, value]) => `${name}=${value}`),
      ],
      LIMIT,
    );
    return readFileSync(answers, 'utf8');
  } finally {
    rmSync(folder, { recursive: true });
  }
}
