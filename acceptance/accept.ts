import { duration as durationSetting } from '../platform/schema/scalars.ts';
import { interruptible } from '../system/interruptible.ts';
import type { Reporter } from '../system/reporter.ts';
import { terminal } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { passwordPrompt } from './ask-password.ts';
import { findBrowser, startBrowser } from './chromium.ts';
import { HubUrls } from './hub-urls.ts';
import { type Step, StepFailure } from './journey.ts';
import { failureText, progressLine } from './progress.ts';
import { createReportFolder, HTML_FILE, writePicture, writeReport } from './report-folder.ts';
import { inWords } from './run-summary.ts';
import { runSuite } from './suite.ts';
import { parseUsers, readPasswords } from './users.ts';

/** The command's options as they are typed. */
export interface AcceptOptions {
  readonly url: string;
  readonly users: readonly string[];
  readonly image?: string;
  readonly size?: string;
  readonly timeout: string;
  readonly stepTimeout: string;
  readonly report?: string;
  readonly browser?: string;
  readonly headed?: boolean;
  readonly ignoreCertificate?: boolean;
}

/**
 * The whole command: checks what was typed, runs the suite, writes the report.
 *
 * @throws UserError if a step failed (exit code 1), or if something typed is wrong (exit code 2) and nothing was run
 */
export async function accept(options: AcceptOptions, { print }: Pick<Reporter, 'print'> = terminal): Promise<void> {
  const hub = HubUrls.parse(options.url);
  const named = parseUsers(options.users);
  const timeout = milliseconds('--timeout', options.timeout);
  const stepTimeout = milliseconds('--step-timeout', options.stepTimeout);
  const found = findBrowser(options.browser);
  const users = await readPasswords(named, { env: process.env, ask: passwordPrompt() });
  const begin = new Date();
  const folder = await createReportFolder(options.report, begin);
  const browser = await startBrowser(found, options.headed ?? false);
  const name = `${browser.browserType().name()} ${browser.version()}`;
  print(`Browser: ${found.path} (${found.from}), version ${browser.version()}`);
  const failures: Step[] = [];
  const onStep = (step: Step) => {
    print(progressLine(step));
    if (step.status === 'failed') failures.push(step);
  };
  const { image, size, ignoreCertificate = false } = options;
  const suite = { hub, users, image, size, stepTimeout, ignoreCertificate, onStep };
  try {
    // The report is written also of a run that was stopped.
    const steps = await interruptible(
      (interrupted) =>
        whileInTime({ timeout, words: options.timeout, interrupted }, (signal) =>
          runSuite(browser, { ...suite, signal }),
        ),
      { says: 'interrupted; ending what runs, and writing the report' },
    );
    const seconds = (Date.now() - begin.getTime()) / 1000;
    writeReport(folder, { hub: hub.root, browser: name, begin, seconds, steps });
    print(`\n${inWords(steps)}: ${folder}/${HTML_FILE}`);
    if (failures.length > 0) throw failure(failures, folder);
  } finally {
    await browser.close();
  }
}

function failure(steps: readonly Step[], folder: string): UserError {
  const texts = steps.map((step) => {
    const picture = step.picture && writePicture(folder, `failed-${step.user}`, step.picture);
    return failureText(step, picture);
  });
  return new UserError(texts.join('\n'), {
    fix: 'What the failed users created is kept for inspection; the next run creates its own.',
  });
}

interface Limits {
  readonly timeout: number;
  /** The timeout as it was typed. */
  readonly words: string;
  readonly interrupted: AbortSignal;
}

/** Does work with a signal that aborts after the time, and on Ctrl-C, with the reason that the report gives. */
async function whileInTime<T>(
  { timeout, words, interrupted }: Limits,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new StepFailure(`Stopped after ${words} (--timeout).`)), timeout);
  interrupted.addEventListener('abort', () => controller.abort(new StepFailure('Interrupted.')), { once: true });
  try {
    return await work(controller.signal);
  } finally {
    clearTimeout(timer);
  }
}

function milliseconds(option: string, text: string): number {
  const read = durationSetting().safeParse(text);
  if (!read.success) {
    const [expected, fix] = (read.error.issues[0]?.message ?? 'expected a duration').split('; ');
    throw new UserError(`${option}: ${expected}, found ${JSON.stringify(text)}`, {
      exitCode: 2,
      ...(fix && { fix }),
    });
  }
  return read.data.toMilliseconds();
}
