import { createServer, type IncomingHttpHeaders, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { Gate } from './gate.ts';
import { guard } from './guard.ts';

const KEY = 'k'.repeat(32);
let server: Server;
let port: number;
let gate: Gate;
let passed: IncomingHttpHeaders[];

beforeEach(async () => {
  passed = [];
  server = createServer((incoming, answer) => {
    passed.push(incoming.headers);
    answer.end('the hub');
  });
  server.on('upgrade', (incoming, socket) => {
    passed.push(incoming.headers);
    socket.end('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  port = (server.address() as AddressInfo).port;
  gate = new Gate({ key: KEY, port, hosts: ['Tunnel.example', 'localhost:9000'] });
  guard(server, gate);
});
afterEach(() => {
  server.close();
});

interface Asked {
  readonly path?: string;
  readonly method?: string;
  readonly headers?: Record<string, string>;
}

function ask({ path = '/hub/login', method = 'GET', headers = {} }: Asked) {
  return new Promise<{ status: number | undefined; headers: IncomingHttpHeaders; body: string }>((done, failed) => {
    const asked = request({ port, host: '127.0.0.1', path, method, headers, agent: false });
    asked.once('upgrade', (answer) => done({ status: answer.statusCode, headers: answer.headers, body: '' }));
    asked.once('response', async (answer) => {
      done({ status: answer.statusCode, headers: answer.headers, body: await text(answer) });
    });
    asked.once('error', failed).end();
  });
}

const cookie = (value = KEY) => ({ cookie: `hubwright-preview-${port}=${value}` });
const UPGRADE = { connection: 'Upgrade', upgrade: 'websocket' };

test('the link lets in: it becomes a cookie that scripts cannot read, and leaves the address', async () => {
  const link = new URL(gate.link('/lab/'));
  const entered = await ask({ path: `${link.pathname}${link.search}&next=%2Fhub%2Fhome` });
  expect(entered).toMatchObject({ status: 302, headers: { location: '/lab/?next=%2Fhub%2Fhome' } });
  expect(entered.headers['set-cookie']).toEqual([`hubwright-preview-${port}=${KEY}; Path=/; HttpOnly; SameSite=Lax`]);
  expect(await ask({ headers: cookie() })).toMatchObject({ status: 200, body: 'the hub' });
  expect(await ask({ headers: { ...cookie(), ...UPGRADE } })).toMatchObject({ status: 101 });
});

test('what is behind the gate never sees its cookie, and sees all others', async () => {
  await ask({ headers: { cookie: `a=1; hubwright-preview-${port}=${KEY}; hubwright-preview-1=x; b=2` } });
  await ask({ headers: { ...cookie(), ...UPGRADE } });
  expect(passed.map((it) => it.cookie)).toEqual(['a=1; b=2', undefined]);
});

test.each<[string, () => Asked]>([
  ['nothing', () => ({})],
  ['the key of an earlier start', () => ({ headers: cookie('o'.repeat(32)) })],
  ['a beginning of the key', () => ({ headers: cookie('kkk') })],
  ['the cookie of another port', () => ({ headers: { cookie: `hubwright-preview-1=${KEY}` } })],
  ['a wrong link', () => ({ path: '/?preview=wrong' })],
  ['the link with a form that another site sends', () => ({ path: `/hub/login?preview=${KEY}`, method: 'POST' })],
  ['a token of JupyterHub', () => ({ headers: { authorization: `token ${KEY}` } })],
  ['a WebSocket', () => ({ headers: UPGRADE })],
])('%s does not let in', async (_, asked) => {
  const { status, body } = await ask(asked());
  expect({ status, body: status === 403 && body.includes('printed by `npx hubwright preview`') }).toEqual({
    status: 403,
    body: true,
  });
  expect(passed).toEqual([]);
});

test.each<[string, string, number]>([
  ['its address', '127.0.0.1:PORT', 200],
  ['its name', 'LocalHost:PORT', 200],
  ['its IPv6 address', '[::1]:PORT', 200],
  ['a name that was given, at any port', 'tunnel.example', 200],
  ['a name that was given, at any port', 'tunnel.example:444', 200],
  ['a name with a port that was given', 'localhost:9000', 200],
  ['a name that leads here', 'evil.example:PORT', 403],
  ['a name that ends like a known one', 'evil-127.0.0.1:PORT', 403],
  ['a name that begins like a known one', '127.0.0.1:PORT.evil.example', 403],
  ['another port of this machine', '127.0.0.1:1', 403],
  ['no port', 'localhost', 403],
  ['a subdomain', 'a.tunnel.example', 403],
])('as host, %s (%s): %d', async (_, name, status) => {
  const host = name.replace('PORT', String(port));
  for (const kind of [{}, UPGRADE]) {
    const answer = await ask({ headers: { host, ...cookie(), ...kind } });
    expect(answer.status).toBe(status === 200 && kind === UPGRADE ? 101 : status);
    if (status === 403) expect(answer.body).toContain('npx hubwright preview --host ');
  }
  // The right link does not help a wrong name.
  expect((await ask({ headers: { host }, path: `/?preview=${KEY}` })).status).toBe(status === 200 ? 302 : 403);
});

test.each([['http://evil.example/'], ['//evil.example/x']])('%s leads nowhere else', async (path) => {
  const { status, headers } = await ask({ path: `${path}?preview=${KEY}` });
  expect({ status, location: headers.location }).toEqual(
    path.startsWith('http') ? { status: 403, location: undefined } : { status: 302, location: '/evil.example/x' },
  );
});

test.each(['/\\\\evil.example/', '\\\\evil.example/', '//evil.example/', '/\\evil.example/', '/..//evil.example/'])(
  'the link in %s leads to no other site',
  async (path) => {
    const { status, headers } = await ask({ path: `${path}?${new URL(gate.link('/')).searchParams}` });
    if (status === 302) expect(headers.location).toMatch(/^\/[^/\\]/);
    else expect([400, 403]).toContain(status);
  },
);
