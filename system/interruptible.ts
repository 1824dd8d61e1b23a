import { setMaxListeners } from 'node:events';
import type { Host } from './hosts/host.ts';
import { say } from './terminal.ts';

/** Does work on hosts that Ctrl-C ends cleanly: what runs there is ended, connections are closed. A second one ends at once. */
export async function interruptible<T>(hosts: readonly Host[], work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const controller = new AbortController();
  // Every command on every host listens.
  setMaxListeners(0, controller.signal);
  const interrupt = () => {
    if (controller.signal.aborted) process.exit(130);
    say('interrupted; ending what runs on the hosts');
    controller.abort();
  };
  const signals = ['SIGINT', 'SIGTERM'] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    await Promise.all(hosts.map((host) => host.close()));
  }
}
