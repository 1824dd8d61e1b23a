import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type RunResult, run } from '../system/exec.ts';
import { PROGRAM } from './program.ts';
import type { Instance, Instances, MultipassTuning } from './stand-ins/multipass-state.ts';
import type { TestBed } from './test-bed.ts';
import { notedIn, type TestHost, writeWhole } from './test-host.ts';

const VM_HOST = join(PROGRAM, 'build/vm-host.js');

/** The stand-in for Multipass in a bed: its VMs are hosts of the bed. */
export class TestMultipass {
  private constructor(private readonly bed: TestBed) {}

  /** Puts the command `multipass` into the bed's folder of commands. */
  static async install(bed: TestBed): Promise<TestMultipass> {
    await mkdir(join(bed.dir, 'multipass'));
    const start = `${bed.dir}/base/usr/local/lib/hubwright-testbed/multipass.js ${bed.dir} ${VM_HOST}`;
    const shim = `#!/bin/sh\n# Stand-in for Multipass.\nexec ${process.execPath} ${start} "$@"\n`;
    await writeFile(join(bed.bin, 'multipass'), shim, { mode: 0o755 });
    return new TestMultipass(bed);
  }

  /** Runs `multipass`. */
  async run(...args: string[]): Promise<RunResult> {
    return run(join(this.bed.bin, 'multipass'), args, { timeout: 600_000 });
  }

  /** Changes how it behaves from now on. */
  async tune(tuning: MultipassTuning): Promise<void> {
    await writeWhole(join(this.bed.dir, 'multipass', 'tuning.json'), JSON.stringify(tuning));
  }

  /** What it knows of every VM. */
  async instances(): Promise<ReadonlyMap<string, Instance>> {
    const file = join(this.bed.dir, 'multipass', 'state.json');
    const all: Instances = JSON.parse(await readFile(file, 'utf8').catch(() => '{}'));
    return new Map(Object.entries(all));
  }

  /** The host that a VM is, as it is now. */
  async host(name: string): Promise<TestHost> {
    return this.bed.open(name);
  }

  /** Every command that it was given and that begins so, with its words as one line. */
  async commands(start: string): Promise<string[]> {
    const text = await readFile(join(this.bed.dir, 'multipass', 'commands.log'), 'utf8').catch(() => '');
    return notedIn(text)
      .map((argv) => argv.join(' '))
      .filter((line) => line.startsWith(start));
  }
}
