import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import { findings } from '../testbed/axe.ts';
import { until } from '../testbed/until.ts';
import { findBrowser, startBrowser } from './chromium.ts';

let browser: Browser;
let hub: ChildProcess;

beforeAll(async () => {
  browser = await startBrowser(findBrowser(undefined), false);
});

afterEach(async () => {
  const ended = new Promise((done) => hub.once('exit', done));
  hub.stdin?.end();
  await ended;
});

afterAll(() => browser.close());

interface Started {
  readonly url: string;
  /** Paths, by user; "" has not logged in. */
  readonly pages: Readonly<Record<string, readonly string[]>>;
}

/** The field of sizes, as KubeSpawner names it. */
const SIZE = 'profile-option-server--size';

/** The real hub, with something on every page. */
async function started(kind: string): Promise<Started> {
  hub = spawn('python', ['tests/hub_with_pages.py', kind], {
    cwd: 'hub',
    env: { ...process.env, PYTHONPATH: '.' },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  for await (const line of createInterface({ input: hub.stdout as NodeJS.ReadableStream })) return JSON.parse(line);
  throw new Error('the hub ended before it was ready');
}

/** Whether a table of servers or tokens is wider than the page. */
const scrollsSideways = (page: Page) =>
  page.locator('.wide').evaluateAll((tables) => tables.some((it) => it.scrollWidth > it.clientWidth));

async function login(page: Page, url: string, user: string): Promise<void> {
  await page.goto(`${url}/hub/login`);
  await page.fill('input[name=username]', user);
  await page.fill('input[name=password]', 'three unrelated words');
  await page.click('#login_submit');
  await page.waitForURL(/\/hub\/(home|spawn|user)/);
}

test.each(['directory', 'native'])(
  'every page of a hub with the users of %s has all its findings fixed',
  async (kind) => {
    const { url, pages } = await started(kind);
    const found: Record<string, string[]> = {};
    let looked = 0;
    for (const [user, paths] of Object.entries(pages)) {
      for (const colorScheme of ['light', 'dark'] as const) {
        const context = await browser.newContext({ colorScheme });
        context.setDefaultTimeout(600_000);
        const page = await context.newPage();
        if (user !== '') await login(page, url, user);
        for (const path of paths) {
          await page.goto(url + path);
          if (path === '/hub/admin' && user === 'admin') await page.getByText('Last Activity').waitFor();
          for (const width of [1100, 390]) {
            await page.setViewportSize({ width, height: 800 });
            const here = await findings(page, colorScheme === 'dark');
            if (width === 390 && ['/hub/home', '/hub/token'].includes(path) && (await scrollsSideways(page))) {
              here.push('scrolls sideways');
            }
            looked += 1;
            if (here.length > 0) found[`${path}, ${colorScheme}, ${width}`] = here;
          }
        }
        await context.close();
      }
    }
    expect(found).toEqual({});
    expect(looked).toBe(4 * Object.values(pages).flat().length);
  },
);

test.each([true, false])('a server is chosen and started with the keyboard alone, with JavaScript: %s', async (has) => {
  const { url } = await started('directory');
  const context = await browser.newContext({ javaScriptEnabled: has });
  context.setDefaultTimeout(600_000);
  const page = await context.newPage();
  await login(page, url, 'ada');
  await page.goto(`${url}/hub/spawn/ada/another`);
  /** Name and value of what has the focus, if it is a choice. */
  const focused = () =>
    page.locator('input:focus').evaluateAll(([it]) => it && `${it.getAttribute('name')} ${it.getAttribute('value')}`);
  for (let presses = 0; !(await focused())?.startsWith(SIZE); presses++) {
    expect(presses).toBeLessThan(40);
    await page.keyboard.press('Tab');
  }
  expect(await focused()).toBe(`${SIZE} small`);
  // The focus is seen on the whole card.
  const outline = await page
    .locator('.choice:has(input:focus)')
    .evaluate((card) => card.ownerDocument.defaultView?.getComputedStyle(card).outlineStyle);
  expect(outline).toBe('solid');
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe(`${SIZE} gpu`);
  // The next one is refused, so it is passed over.
  await page.keyboard.press('ArrowDown');
  expect(await focused()).toBe(`${SIZE} small`);
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await page.waitForURL(/\/(spawn-pending|user)\/ada\/another/);
  // In a page of its own: that of the start goes on to the server by itself.
  const home = await context.newPage();
  await until(async () => {
    await home.goto(`${url}/hub/home`);
    return (await home.locator('main').innerText()).includes('One GPU');
  });
  // Only what needs JavaScript says so, and there is a menu without it.
  expect(await home.locator('#noscript').isVisible()).toBe(false);
  expect(await home.locator('main .alert-info', { hasText: 'needs JavaScript' }).isVisible()).toBe(!has);
  await home.setViewportSize({ width: 390, height: 800 });
  expect(await home.getByRole('link', { name: 'Your usage' }).isVisible()).toBe(!has);
  await context.close();
});
