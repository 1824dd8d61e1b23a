import { Listr, type ListrRendererFactory, type ListrTaskWrapper } from 'listr2';
import { canRedraw, print, printData, say as tell } from '../system/terminal.ts';
import { Preview, type PreviewOptions } from './preview.ts';
import { listNames } from './users.ts';

/** Runs a preview until Ctrl-C, or until the hub ends. */
export async function runPreview(options: PreviewOptions): Promise<void> {
  process.umask(0o077);
  const interrupt = new AbortController();
  const preview = new Preview(options, interrupt.signal);
  const notes: string[] = [];
  preview.onNote = (note) => notes.push(note);
  const interrupted = new Promise<void>((done) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
      process.on(signal, () => {
        interrupt.abort();
        done();
      });
    }
  });
  let isRunning = false;
  try {
    await Promise.race([prepare(preview, options.json), interrupted]);
    isRunning = true;
    if (!interrupt.signal.aborted) {
      preview.onNote = tell;
      for (const note of notes) tell(/\bwarning: /.test(note) ? note : `note: ${note}`);
      announce(preview, options.json);
      await Promise.race([preview.ended, interrupted]);
    }
  } finally {
    interrupt.abort(); // whatever still waits for the hub
    if (isRunning && !options.json) tell('stopping');
    await preview.stop();
  }
}

async function prepare(preview: Preview, silent: boolean): Promise<void> {
  const isTerminal = canRedraw(process.stdout);
  const say = (task: Task) => (line: string) => {
    if (isTerminal || silent) task.output = line;
    else tell(line);
  };
  const steps = [
    { title: 'State folder', task: async () => await preview.claim() },
    { title: 'Manifests', task: async () => await preview.readManifests() },
    {
      title: 'Python environments',
      task: async (_: unknown, task: Task) => await preview.prepareEnvironments(say(task)),
    },
    { title: 'Proxy and hub', task: async () => await preview.start() },
  ];
  // What fails is said when all has been stopped, and not in the list too.
  await new Listr<unknown, 'default' | 'silent'>(steps, {
    renderer: isTerminal && !silent ? 'default' : 'silent',
    rendererOptions: { showErrorMessage: false },
    registerSignalListeners: false,
  }).run();
}

type Task = ListrTaskWrapper<unknown, ListrRendererFactory, ListrRendererFactory>;

function announce(preview: Preview, json: boolean): void {
  const { link, users } = preview;
  if (json) {
    printData(JSON.stringify({ ready: link, users: users ?? null, state: preview.state.folder }));
    return;
  }
  print(`ready: ${link}`);
  print('  this link lets in, nothing else does; the next start has another one');
  print(users ? `  log in as ${listNames(users)}` : '  the authenticator of platform.yaml says who may log in');
  print(`  homes, logs and pod manifests: ${preview.state.folder}`);
  print('  stop with Ctrl-C');
}
