import { interruptible } from '../system/interruptible.ts';
import { drawList, type Line } from '../system/task-list.ts';
import { canRedraw, note, print, printData } from '../system/terminal.ts';
import { Preview, type PreviewOptions } from './preview.ts';
import { listNames } from './users.ts';

/** Runs a preview until Ctrl-C, or until the hub ends. */
export async function runPreview(options: PreviewOptions): Promise<void> {
  process.umask(0o077);
  // It is the one way to end a preview, and what it has started is ended whatever else is typed meanwhile.
  await interruptible((signal) => preview(options, signal), { says: '', isHungUp: true, isPatient: true });
}

async function preview(options: PreviewOptions, interrupted: AbortSignal): Promise<void> {
  const ended = new AbortController();
  const notes: string[] = [];
  let isRunning = false;
  const reporter = { note: (text: string) => (isRunning ? note(text) : void notes.push(text)) };
  const running = new Preview(options, reporter, AbortSignal.any([interrupted, ended.signal]));
  const interrupt = new Promise<void>((done) => interrupted.addEventListener('abort', () => done(), { once: true }));
  try {
    await Promise.race([prepare(running, options.json), interrupt]);
    isRunning = true;
    if (!interrupted.aborted) {
      for (const text of notes) note(/\bwarning: /.test(text) ? text : `note: ${text}`);
      announce(running, options.json);
      await Promise.race([running.ended, interrupt]);
    }
  } finally {
    ended.abort(); // whatever still waits for the hub
    if (isRunning && !options.json) note('stopping');
    await running.stop();
  }
}

async function prepare(preview: Preview, isSilent: boolean): Promise<void> {
  const isDrawn = canRedraw(process.stdout) && !isSilent;
  const progress = (line: Line) => (text: string) => {
    if (isDrawn) line.progress(text);
    else if (!isSilent) note(text);
  };
  const steps = [
    { title: 'State folder', run: () => preview.claim() },
    { title: 'Manifests', run: () => preview.readManifests() },
    { title: 'Python environments', run: (line: Line) => preview.prepareEnvironments(progress(line)) },
    { title: 'Proxy and hub', run: () => preview.start() },
  ];
  // What fails is said when all has been stopped, and not in the list too.
  await drawList(steps, { concurrent: 1, isDrawn, endsAtFailure: true });
}

function announce(preview: Preview, json: boolean): void {
  const { link, users } = preview;
  if (json) {
    printData(JSON.stringify({ ready: link, users: users ?? null, state: preview.state.folder }));
    return;
  }
  print(`ready: ${link}`);
  print('  only this link grants access; the next start prints a new one');
  print(users ? `  log in as ${listNames(users)}` : '  the authenticator in platform.yaml decides who may log in');
  print(`  homes, logs and pod manifests: ${preview.state.folder}`);
  print('  stop with Ctrl-C');
}
