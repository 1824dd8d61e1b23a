import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { run } from '../system/exec.ts';
import { HUBWRIGHT } from '../testbed/program.ts';
import { until } from '../testbed/until.ts';
import { findBrowser, startBrowser } from './chromium.ts';
import { HubPages } from './hub-pages.ts';
import { HubUrls } from './hub-urls.ts';
import { JupyterLab } from './jupyterlab.ts';
import { type Previewed, startPreview } from './preview-testing.ts';
import { SpawnForm } from './spawn-form.ts';

let preview: Previewed;
let browser: Browser;
let page: Page;
let urls: HubUrls;
let lab: JupyterLab;

beforeAll(async () => {
  preview = await startPreview();
  browser = await startBrowser(findBrowser(undefined), false);
  page = await browser.newPage();
  page.setDefaultTimeout(600_000);
  urls = HubUrls.parse(preview.url);
  lab = new JupyterLab(page, urls, 'user1');
  const pages = new HubPages(page, urls, 'user1');
  await pages.open();
  await pages.login('user1');
  await pages.openForm();
  await new SpawnForm(page).start();
  await lab.isReady();
});

afterAll(async () => {
  await browser.close();
  await preview.stop();
});

test('JupyterLab shows what the hub announces until it is dismissed, and when the hub stops the server', async () => {
  const notice = (text: string) => page.locator('.Toastify__toast', { hasText: text });
  await announce('The hub is down at six');
  await notice('The hub is down at six').waitFor(); // with no reload
  await notice('The hub is down at six').locator('.jp-Notification-Toast-Close').click();
  await notice('The hub is down at six').waitFor({ state: 'detached' });
  await page.reload();
  await lab.isReady();
  await announce('The hub is down at seven');
  await notice('The hub is down at seven').waitFor();
  expect(await notice('The hub is down at six').count()).toBe(0);

  const at = new Date(Date.now() + 300_000).toISOString();
  const stop = { at, since: new Date().toISOString(), because: 'idle', secondsLeft: 300, warnSeconds: 600 };
  await page.route(`${urls.at('hub/notices')}*`, (route) => route.fulfill({ json: { announcement: null, stop } }));
  await page.reload();
  await notice('This server stops after').waitFor();
});

test('what of a limit is used up: pages say it, and no size can be chosen, with the reason', async () => {
  const pages = new HubPages(page, urls, 'user1');
  await pages.stopServer();
  await set('limits', '{ all: { hours: 0.0001 } }');
  try {
    const said = page.locator('.alert-warning', { hasText: 'You have used' });
    await until(async () => {
      await page.goto(urls.at('hub/home'));
      return (await said.count()) > 0;
    });
    // How much was used may still be counted up to the end of the server.
    const sentence = String.raw`You have used [\d.]+ of 0\.0001 hours of servers this month\. They begin again on 1 \w+ \(UTC\)\.$`;
    expect(await said.innerText()).toMatch(new RegExp(`^${sentence}`));
    await pages.openForm();
    await expect(new SpawnForm(page).chooseSize(undefined)).rejects.toThrow(
      new RegExp(`^No size can be chosen: ${sentence}`),
    );
  } finally {
    await set('limits', undefined);
  }
});

const announce = (text: string) => set('announcement', `{ text: ${text} }`);

/** Writes a setting in platform.yaml, or removes it, and what follows from it for the hub. */
async function set(key: string, value: string | undefined): Promise<void> {
  const file = join(preview.project, 'platform.yaml');
  const settings = readFileSync(file, 'utf8').replace(new RegExp(`^${key}:.*\\n`, 'm'), '');
  writeFileSync(file, value === undefined ? settings : `${settings}\n${key}: ${value}\n`);
  await run(process.execPath, [HUBWRIGHT, 'synth'], { cwd: preview.project, timeout: 600_000 });
}
