import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type OutgoingHttpHeaders, request, type ServerResponse } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { testPort } from '../testbed/test-port.ts';
import { accept } from './accept.ts';
import { findBrowser, startBrowser } from './chromium.ts';
import { HubPages } from './hub-pages.ts';
import { HubUrls } from './hub-urls.ts';
import { type Previewed, startPreview } from './preview-testing.ts';

/** As directories and providers name people. */
const OTHER = "o'neil@example.com";

let project: string;
let report: string;
let preview: Previewed;
let url: string;
let lines: string[];

beforeAll(async () => {
  preview = await startPreview(OTHER);
  ({ project, url } = preview);
});

afterAll(() => preview.stop());

beforeEach(() => {
  report = mkdtempSync(join(tmpdir(), 'report-'));
  lines = [];
  process.env.FIRST = 'user1';
  process.env.SECOND = 'user2';
});

afterEach(() => rmSync(report, { recursive: true }));

/** The command in this process; its error's text, or nothing. */
async function run(options: { image?: string; url?: string; timeout?: string } = {}): Promise<string> {
  const users = ['user1=env:FIRST', `${OTHER}=env:SECOND`];
  const rest = { url, users, timeout: '14m', stepTimeout: '4m', report, ...options };
  const failure = await accept(rest, { print: (line) => lines.push(line) }).catch((error: unknown) => error);
  return failure instanceof Error ? failure.message : '';
}

const statusOf = (line: string) => lines.filter((it) => it.endsWith(`  ${line}`)).map((it) => it.slice(0, 4).trim());

test('both users get through everything, and leave nothing behind', async () => {
  expect(await run()).toBe('');
  expect(lines.slice(1, -1).filter((line) => !line.startsWith('ok '))).toEqual([]);
  expect(lines.at(-1)).toMatch(/all \d+ steps passed/);
  const html = readFileSync(join(report, 'report.html'), 'utf8');
  expect(html.match(/src="data:image\/jpeg;base64,\/9j\//g)).toHaveLength(lines.length - 2);
  expect(html).not.toMatch(/(state|code|token|preview|_xsrf)(=|%3D)(?!\(removed\)|code)/);
  expect(readFileSync(join(report, 'junit.xml'), 'utf8')).toContain('failures="0" skipped="0"');
  const homes = join(project, '.hubwright/preview/state/homes');
  expect(readdirSync(homes)).toHaveLength(2);
  for (const user of readdirSync(homes)) {
    expect(readdirSync(join(homes, user)).filter((it) => it.startsWith('acceptance-'))).toEqual([]);
  }
});

test('an image without the packages fails at the import, with what Python says', async () => {
  process.env.SECOND = 'not the password';
  const failure = await run({ image: 'minimal' });
  expect(failure).toContain('user1 imports pandas\n  The cell failed:');
  expect(failure).toContain("ModuleNotFoundError: No module named 'pandas'\n  The server runs the image minimal.\n");
  expect(failure).toContain(`Picture: ${report}/failed-user1.jpg`);
  expect(statusOf('user1  imports dvc')).toEqual(['skip']);
  expect(existsSync(join(report, `failed-${OTHER}.jpg`))).toBe(true);
});

test('a wrong password and an unknown image: each user fails alone', async () => {
  process.env.FIRST = 'not the password';
  const failure = await run({ image: 'data-sience' });
  expect(failure).toMatch(
    /user1 logs in\n {2}user1 cannot log in\.\n {2}The page says: .*[Ii]nvalid username or password/,
  );
  expect(failure).toContain(
    `${OTHER} chooses an image and a size\n  The form offers no image "data-sience". It offers: `,
  );
  expect(failure).toContain('minimal (Minimal notebook)');
  expect(statusOf(`user1  cannot open the server of ${OTHER}`)).toEqual(['skip']);
  for (const file of ['report.html', 'junit.xml']) {
    expect(readFileSync(join(report, file), 'utf8')).not.toContain('not the password');
  }
});

test('a server that does not start: what the hub says of it', async () => {
  const homes = join(project, '.hubwright/preview/state/homes');
  const home = join(homes, 'user1');
  mkdirSync(homes, { recursive: true });
  rmSync(home, { recursive: true, force: true });
  writeFileSync(home, 'no folder');
  try {
    process.env.SECOND = 'not the password';
    const failure = await run();
    expect(failure).toMatch(/user1 starts the server\n {2}The server of user1 did not start\.\n {2}The page says: \S/);
  } finally {
    rmSync(home);
  }
});

test('no hub at the address, or no JupyterHub, or no time', async () => {
  expect(await run({ url: `http://127.0.0.1:${await testPort()}` })).toMatch(
    /user1 opens the page\n {2}Nothing answers at this URL: connection refused[\s\S]*o'neil@example\.com opens the page\n {2}Nothing/,
  );
  const other = createServer((_, answer) => answer.end('not a hub')).listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  expect(await run({ url: `http://127.0.0.1:${port}` })).toContain('user1 opens the page\n  There is no login form at');
  other.close();
  expect(await run({ url: new URL('/', url).href })).toMatch(
    /user1 opens the page\n {2}There is no login form at .*\n {2}The page says: This preview only admits/,
  );
  expect(await run({ timeout: '1s' })).toContain('Stopped after 1s (--timeout).');
});

test('over HTTPS with a certificate that nobody signed', async () => {
  const [key, cert] = [join(report, 'key.pem'), join(report, 'cert.pem')];
  const made = ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-days', '2'];
  execFileSync('openssl', [...made, '-subj', '/CN=hub', '-keyout', key, '-out', cert], { stdio: 'ignore' });
  const ends = createHttpsServer({ key: readFileSync(key), cert: readFileSync(cert) }, (asked, answer) =>
    passOn(asked, answer, {}),
  ).listen(0, '127.0.0.1');
  await once(ends, 'listening');
  const hub = new URL(url.replace('http:', 'https:'));
  hub.port = String((ends.address() as AddressInfo).port);
  const browser = await startBrowser(findBrowser(undefined), false);
  try {
    const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
    const pages = new HubPages(page, HubUrls.parse(hub.href), 'user1');
    await pages.open();
    await pages.loginIsRefused('not the password');
    expect(await page.locator('body').innerText()).toContain('Invalid username or password');
    await pages.login('user1');
  } finally {
    await browser.close();
    ends.close();
  }
});

test('WebSockets that a proxy does not pass on', async () => {
  const { host } = new URL(url);
  const proxy = createServer((asked, answer) => {
    const { origin, referer } = asked.headers;
    const from = Object.entries({ origin, referer }).filter(([, value]) => value !== undefined);
    const renamed = from.map(([name, value]) => [name, value?.replace(asked.headers.host ?? '', host)]);
    passOn(asked, answer, { ...Object.fromEntries(renamed), connection: undefined, upgrade: undefined });
  }).listen(0, '127.0.0.1');
  await once(proxy, 'listening');
  const through = new URL(url);
  through.port = String((proxy.address() as AddressInfo).port);
  process.env.SECOND = 'not the password';
  const failure = await run({ url: through.href });
  expect(failure).toMatch(
    /user1 imports pandas\n {2}WebSockets do not get through, so that no kernel answers: .*\b400\b.*\n {2}A proxy or Ingress/,
  );
  proxy.closeAllConnections();
  proxy.close();
});

/** As a proxy in front of the hub does it. @param changed headers, of which those without a value are left out */
function passOn(asked: IncomingMessage, answer: ServerResponse, changed: OutgoingHttpHeaders): void {
  const { hostname, port, host } = new URL(url);
  const all = Object.entries({ ...asked.headers, ...changed, host }).filter(([, value]) => value !== undefined);
  const options = { hostname, port, path: asked.url, method: asked.method, headers: Object.fromEntries(all) };
  const passed = request(options, (found) => {
    answer.writeHead(found.statusCode ?? 500, found.headers);
    found.pipe(answer);
  });
  passed.on('error', () => answer.destroy());
  asked.pipe(passed);
}

test('a user who can open what belongs to others makes the suite fail', async () => {
  const browser = await startBrowser(findBrowser(undefined), false);
  try {
    const page = await browser.newPage();
    const pages = new HubPages(page, HubUrls.parse(url), 'admin');
    await pages.open();
    await expect(pages.loginIsRefused('admin')).rejects.toThrow('got in with a wrong password');
    await pages.isOpen('hub/api/users/admin');
    await expect(pages.isRefused('hub/api/users/user1')).rejects.toThrow(
      /^admin can open .*users\/user1 \(status 200\)/,
    );
    await expect(pages.isLocked('hub/home')).rejects.toThrow('opens without logging in');
  } finally {
    await browser.close();
  }
});
