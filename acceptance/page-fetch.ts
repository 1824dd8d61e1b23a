import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { StepFailure } from './journey.ts';

/** Milliseconds between two looks. */
const INTERVAL = 250;

/**
 * Asks an API again and again, as the page's own scripts do it, until the answer is as wanted. Ends with the page at
 * the latest.
 *
 * Playwright's `waitForFunction` is no substitute: it takes a promise for a yes.
 *
 * @throws StepFailure if the API refuses to answer
 */
export async function untilAnswer(page: Page, url: string, wanted: (answer: unknown) => boolean): Promise<void> {
  for (;;) {
    const { status, text } = await page.evaluate(fetchInPage, url);
    // Others pass: the file may not be there yet.
    if (status === 401 || status === 403) throw new StepFailure(`${url} answers with status ${status}.`);
    if (status === 200 && wanted(JSON.parse(text))) return;
    await pause(INTERVAL);
  }
}

/** Runs in the page. JupyterHub answers a cookie only together with the token that pages of the same path can read. */
async function fetchInPage(url: string): Promise<{ status: number; text: string }> {
  const token = /(?:^|; )_xsrf=([^;]*)/.exec(document.cookie)?.[1] ?? '';
  const answer = await fetch(url, { headers: { 'X-XSRFToken': token }, cache: 'no-store' });
  return { status: answer.status, text: await answer.text() };
}
