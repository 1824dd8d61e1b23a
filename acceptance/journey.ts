import type { Page } from 'playwright-core';
import { whatThePageSays } from './page-message.ts';
import { takePicture } from './picture.ts';
import type { Redact } from './redact.ts';

/** One line of the report. All texts have gone through {@link Redact}. */
export interface Step {
  readonly user: string;
  readonly name: string;
  readonly status: 'passed' | 'failed' | 'skipped';
  readonly seconds: number;
  /** Where the browser was at the end of the step. */
  readonly url?: string;
  /** A JPEG of the page at that moment. */
  readonly picture?: Buffer;
  /** Why it failed or was skipped. */
  readonly reason?: string;
  /** The page's own error text. */
  readonly pageSays?: string;
}

export interface JourneyOptions {
  readonly redact: Redact;
  /** Milliseconds for one step. */
  readonly stepTimeout: number;
  /** Ends the whole run; its reason is an `Error` that says why. */
  readonly signal: AbortSignal;
  readonly onStep: (step: Step) => void;
}

/** The expected thing did not happen: the message is for the report, and no stack is of interest. */
export class StepFailure extends Error {}

/** One user's way through the hub: steps in order, in one browser tab. After a failed step the others are skipped. */
export class Journey {
  private failedStep: string | undefined;

  constructor(
    readonly user: string,
    readonly page: Page,
    private readonly options: JourneyOptions,
  ) {
    page.setDefaultTimeout(options.stepTimeout);
    page.setDefaultNavigationTimeout(options.stepTimeout);
  }

  get failed(): boolean {
    return this.failedStep !== undefined;
  }

  /** Does one step, or records why not. Never rejects. */
  async step(name: string, body: () => Promise<void>): Promise<void> {
    if (this.failedStep !== undefined) return this.skip(name, `"${this.failedStep}" failed.`);
    const begin = performance.now();
    const error = await this.limited(body);
    const seconds = (performance.now() - begin) / 1000;
    if (error === undefined) return this.record({ name, status: 'passed', seconds, ...(await this.view()) });
    this.failedStep = name;
    const pageSays = await whatThePageSays(this.page);
    const says = pageSays === undefined ? {} : { pageSays };
    this.record({ name, status: 'failed', seconds, reason: explain(error), ...says, ...(await this.view()) });
  }

  /** Records a step that cannot be done for a reason outside this journey. */
  skip(name: string, reason: string): void {
    this.record({ name, status: 'skipped', seconds: 0, reason });
  }

  /** What went wrong, if anything. */
  private async limited(body: () => Promise<void>): Promise<unknown> {
    const { signal, stepTimeout } = this.options;
    if (signal.aborted) return signal.reason;
    // Not `AbortSignal.any` with `AbortSignal.timeout`: Node.js 20 may collect the two before they fire.
    let forget = () => {};
    const stopped = new Promise<unknown>((resolve) => {
      const timer = setTimeout(() => resolve(tooLong(stepTimeout)), stepTimeout);
      const abort = () => resolve(signal.reason);
      signal.addEventListener('abort', abort, { once: true });
      forget = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
      };
    });
    const done = body().then(
      () => undefined,
      (error: unknown) => error ?? new Error('failed without an error'),
    );
    return Promise.race([done, stopped]).finally(forget);
  }

  private async view(): Promise<Pick<Step, 'url' | 'picture'>> {
    const picture = await takePicture(this.page);
    return { url: this.page.url(), ...(picture && { picture }) };
  }

  private record(step: Omit<Step, 'user'>): void {
    const { redact } = this.options;
    this.options.onStep({
      ...step,
      user: this.user,
      ...(step.url !== undefined && { url: redact(step.url) }),
      ...(step.reason !== undefined && { reason: redact(step.reason) }),
      ...(step.pageSays !== undefined && { pageSays: redact(step.pageSays) }),
    });
  }
}

const tooLong = (timeout: number) => new StepFailure(`Not done after ${timeout / 1000} s (--step-timeout).`);

/** Network errors of Chromium in words. */
const NETWORK: readonly (readonly [pattern: RegExp, words: string])[] = [
  [
    /ERR_CONNECTION_REFUSED/,
    'Nothing answers at this URL: connection refused. Is the hub running, and is the port right?',
  ],
  [/ERR_NAME_NOT_RESOLVED/, 'The host name in this URL cannot be resolved (DNS).'],
  [/ERR_CERT_|ERR_SSL_/, 'The certificate is not trusted. For a self-signed one, pass --ignore-certificate.'],
  [/ERR_(CONNECTION_TIMED_OUT|ADDRESS_UNREACHABLE|TIMED_OUT)/, 'Nothing answers at this URL: no route, or a firewall.'],
  [/ERR_(CONNECTION_RESET|EMPTY_RESPONSE|CONNECTION_CLOSED)/, 'The connection was closed without an answer.'],
  [/Target page, context or browser has been closed/, 'The browser was closed.'],
];

function explain(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  if (error instanceof StepFailure) return message;
  const [, words] = NETWORK.find(([pattern]) => pattern.test(message)) ?? [];
  // Of Playwright's call log the first lines say what was waited for.
  const lines = stripColors(message).split('\n').slice(0, 8).join('\n').trim();
  return words === undefined ? lines : `${words}\n${lines.split('\n')[0]}`;
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: the escape character is what colors begin with
const stripColors = (text: string) => text.replace(/\u001b\[[0-9;]*m/g, '');
