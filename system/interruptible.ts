import { setMaxListeners } from 'node:events';
import type { Host } from './hosts/host.ts';
import { note } from './terminal.ts';

export interface InterruptOptions {
  /** Hosts whose connections are closed at the end. */
  readonly hosts?: readonly Host[];
  /** What is said when it is interrupted; nothing where that is how it ends. @default 'interrupted; ending what runs' */
  readonly says?: string;
  /** Whether it ends in the same way when its terminal is closed. @default false */
  readonly isHungUp?: boolean;
  /** Whether a second Ctrl-C is ignored, as what would be left behind goes on running. @default false */
  readonly isPatient?: boolean;
}

/** `npm run` passes Ctrl-C on to a command that the terminal has told already: within so many ms it is the same one. */
const SAME = 1000;

/** Does work that Ctrl-C ends cleanly: its signal aborts, and what it has begun is ended. A second one ends at once. */
export async function interruptible<T>(
  work: (signal: AbortSignal) => Promise<T>,
  { hosts = [], says = 'interrupted; ending what runs', isHungUp = false, isPatient = false }: InterruptOptions = {},
): Promise<T> {
  const controller = new AbortController();
  // Every command on every host listens.
  setMaxListeners(0, controller.signal);
  let since = 0;
  const interrupt = () => {
    if (controller.signal.aborted) {
      if (!isPatient && Date.now() - since > SAME) process.exit(130);
      return;
    }
    since = Date.now();
    if (says !== '') note(says);
    controller.abort();
  };
  // A listener that stays: without one, execa would end the process at once.
  const signals = ['SIGINT', 'SIGTERM', ...(isHungUp ? (['SIGHUP'] as const) : [])] as const;
  for (const signal of signals) process.on(signal, interrupt);
  try {
    return await work(controller.signal);
  } finally {
    for (const signal of signals) process.off(signal, interrupt);
    await Promise.all(hosts.map((host) => host.close()));
  }
}
