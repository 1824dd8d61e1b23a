import { duration as durationSetting } from '../platform/schema/scalars.ts';
import { print as printLine } from '../system/terminal.ts';
import { UserError } from '../system/user-error.ts';
import { passwordPrompt } from './ask-password.ts';
import { findBrowser, startBrowser } from './chromium.ts';
import { HubAddress } from './hub-address.ts';
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
export async function accept(options: AcceptOptions, print: (line: string) => void = printLine): Promise<void> {
  const hub = HubAddress.parse(options.url);
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
  const stop = stopSignal(timeout, options.timeout);
  const failures: Step[] = [];
  try {
    const steps = await runSuite(browser, {
      hub,
      users,
      image: options.image,
      size: options.size,
      stepTimeout,
      signal: stop.signal,
      ignoreCertificate: options.ignoreCertificate ?? false,
      onStep: (step) => {
        print(progressLine(step));
        if (step.status === 'failed') failures.push(step);
      },
    });
    const seconds = (Date.now() - begin.getTime()) / 1000;
    writeReport(folder, { hub: hub.root, browser: name, begin, seconds, steps });
    print(`\n${inWords(steps)}: ${folder}/${HTML_FILE}`);
    if (failures.length > 0) throw failure(failures, folder);
  } finally {
    stop.forget();
    await browser.close();
  }
}

function failure(steps: readonly Step[], folder: string): UserError {
  const texts = steps.map((step) => {
    const picture = step.picture && writePicture(folder, `failed-${step.user}`, step.picture);
    return failureText(step, picture);
  });
  return new UserError(texts.join('\n'), {
    fix: 'What the failed users made is still there, for a look at it; the next run makes its own.',
  });
}

/** Aborts after the time, and on Ctrl-C; the report is still written. */
function stopSignal(timeout: number, words: string) {
  const controller = new AbortController();
  const timer = setTimeout(() => controller.abort(new StepFailure(`Stopped after ${words} (--timeout).`)), timeout);
  const interrupt = () => controller.abort(new StepFailure('Interrupted.'));
  process.once('SIGINT', interrupt);
  return {
    signal: controller.signal,
    forget: () => {
      clearTimeout(timer);
      process.off('SIGINT', interrupt);
    },
  };
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
