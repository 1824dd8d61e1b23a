import { randomBytes } from 'node:crypto';
import type { Browser } from 'playwright-core';
import type { HubUrls } from './hub-urls.ts';
import { Journey, type Step } from './journey.ts';
import { VIEWPORT } from './picture.ts';
import { redaction } from './redact.ts';
import { UserJourney } from './user-journey.ts';
import type { AcceptanceUser } from './users.ts';

export interface SuiteOptions {
  readonly hub: HubUrls;
  /** Two or more. */
  readonly users: readonly AcceptanceUser[];
  /** By name or title. @default - the one that the form has chosen beforehand */
  readonly image?: string | undefined;
  /** By name or title. @default - the one that the form has chosen beforehand */
  readonly size?: string | undefined;
  /** Milliseconds for one step. */
  readonly stepTimeout: number;
  /** Ends the run: what was not done by then is failed or skipped. */
  readonly signal: AbortSignal;
  readonly ignoreCertificate: boolean;
  readonly onStep: (step: Step) => void;
}

/**
 * Takes every user through the hub. In three rounds, so that all servers run while each user tries to open another's.
 *
 * Each user has a browser profile of their own, and after a failure only their own steps are skipped.
 */
export async function runSuite(browser: Browser, options: SuiteOptions): Promise<Step[]> {
  const steps: Step[] = [];
  const onStep = (step: Step) => {
    steps.push(step);
    options.onStep(step);
  };
  const redact = redaction(options.users);
  const run = randomBytes(4).toString('hex');
  const journeys = await Promise.all(
    options.users.map(async (user) => {
      const context = await browser.newContext({
        viewport: VIEWPORT,
        ignoreHTTPSErrors: options.ignoreCertificate,
        locale: 'en-US',
      });
      const journey = new Journey(user.name, await context.newPage(), { ...options, redact, onStep });
      return new UserJourney(journey, user, run, options);
    }),
  );
  for (const journey of journeys) await journey.work();
  for (const [index, journey] of journeys.entries()) {
    const other = journeys[(index + 1) % journeys.length];
    if (other !== undefined) await journey.comeBack(other);
  }
  for (const journey of journeys) await journey.leave();
  return steps;
}
