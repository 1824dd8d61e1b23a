import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';

/** Milliseconds between two looks. */
const INTERVAL = 250;

/**
 * Waits until an asynchronous question, asked in the page, is answered with yes. Ends with the page at the latest.
 *
 * Playwright's `waitForFunction` is no substitute: the promise itself counts as a yes.
 */
export async function until<T>(page: Page, question: (argument: T) => Promise<boolean>, argument: T): Promise<void> {
  const ask = question as (argument: unknown) => Promise<boolean>;
  while (!(await page.evaluate(ask, argument))) await pause(INTERVAL);
}
