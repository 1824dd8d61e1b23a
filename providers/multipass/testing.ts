import { CommandError, type Run } from '../../system/exec.ts';
import type { Vm } from '../vms.ts';
import { phaseOf } from './multipass.ts';

/** Running VMs, or others where a state is given. */
export function vms(...names: (string | readonly [name: string, state: string])[]): ReadonlyMap<string, Vm> {
  return new Map(
    names.map((it, i) => {
      const [name, state] = typeof it === 'string' ? [it, 'Running'] : it;
      return [name, { name, state, phase: phaseOf(state), addresses: state === 'Running' ? [`10.9.0.${i + 2}`] : [] }];
    }),
  );
}

/** Answers of `multipass`, by the beginning of its arguments: what it prints, or the code and text of a failure. */
export type Answers = Readonly<Record<string, string | readonly [exitCode: number, stderr: string]>>;

/** A `multipass` that notes what it is asked. */
export function fakeMultipass(answers: Answers): { readonly run: Run; readonly calls: string[] } {
  const calls: string[] = [];
  const run: Run = async (command, args) => {
    const line = args.join(' ');
    calls.push(line);
    const answer = Object.entries(answers).find(([start]) => line.startsWith(start))?.[1] ?? '';
    if (typeof answer === 'string') return { exitCode: 0, stdout: answer, stderr: '' };
    throw new CommandError(`${command} ${line}`, 'exit', answer[0], '', answer[1]);
  };
  return { run, calls };
}

/** What `multipass list --format json` prints of these VMs. */
export function listed(found: ReadonlyMap<string, Vm>): string {
  const list = [...found.values()].map(({ name, state, addresses }) => ({ name, state, ipv4: addresses, release: '' }));
  return JSON.stringify({ list });
}
