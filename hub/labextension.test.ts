import { readFileSync } from 'node:fs';
import { runInNewContext } from 'node:vm';
import { beforeEach, expect, jest, test } from '@jest/globals';

/** The extension in a page that is JupyterLab as far as it looks at it. */
class Page {
  readonly shown = new Map<string, { message: string; type: string; options: { actions: { label: string }[] } }>();
  readonly asked: string[] = [];
  readonly storage = new Map<string, string>();
  readonly document = {
    visibilityState: 'visible',
    addEventListener: (kind: string, listener: (event: object) => void) => this.events.set(kind, listener),
    getElementById: (id: string) => ({
      textContent: JSON.stringify(this.config),
      contains: (target: { toast: string }) => target.toast === id,
    }),
  };
  config: object = { hubPrefix: '/base/hub/', hubUser: 'user1', hubServerUser: 'user1', hubServerName: '' };
  answer: { status: number; body?: object } = { status: 200, body: {} };
  private readonly events = new Map<string, (event: object) => void>();
  private listeners: ((_: unknown, change: object) => void)[] = [];
  private emitted = 0;

  /** Opens JupyterLab, or opens it again: what the browser keeps stays. */
  async open(modules: object = this.modules): Promise<void> {
    jest.clearAllTimers();
    this.shown.clear();
    this.listeners = [];
    const window = { localStorage: this.localStorage, open: () => {} } as unknown as {
      _JUPYTERLAB: Record<string, { init(it: object): void; get(name: string): Promise<() => { default: Plugin }> }>;
    };
    const fetch = async (url: string) => {
      this.asked.push(url);
      const { status, body } = this.answer;
      if (status === 0) throw new TypeError('Failed to fetch');
      return { status, ok: status < 300, json: async () => body };
    };
    const { document } = this;
    const globals = Object.assign(Object.create(globalThis), { window, document, fetch });
    runInNewContext(readFileSync(new URL('labextension/static/remoteEntry.js', import.meta.url), 'utf8'), globals);
    const container = window._JUPYTERLAB['hubwright-notices'];
    container?.init(modules);
    const module = (await container?.get('./extension'))?.();
    module?.default.activate({ restored: Promise.resolve() });
    await jest.advanceTimersByTimeAsync(0);
  }

  /** Dismisses a notification, as its user or the extension does. */
  dismiss(id: string): void {
    this.shown.delete(id);
    for (const listener of this.listeners) listener(undefined, { type: 'removed', notification: { id } });
  }

  /** The tab comes into view, or goes out of it. */
  look(): void {
    this.events.get('visibilitychange')?.({});
  }

  /** A click at something with these classes in the toast of a notification. */
  click(toast: string, classes: string): void {
    const closest = (selector: string) => (selector === classes ? {} : null);
    this.events.get('click')?.({ target: { toast, closest } });
  }

  get messages(): string[] {
    return [...this.shown.values()].map(({ type, message }) => `${type}: ${message}`);
  }

  private get localStorage() {
    return {
      getItem: (key: string) => this.storage.get(key) ?? null,
      setItem: (key: string, value: string) => this.storage.set(key, value),
    };
  }

  private get modules() {
    const Notification = {
      emit: (message: string, type: string, options: { actions: { label: string }[] }) => {
        this.emitted += 1;
        this.shown.set(`id-${this.emitted}`, { message, type, options });
        return `id-${this.emitted}`;
      },
      dismiss: (id: string) => this.dismiss(id),
      manager: {
        changed: { connect: (listener: (_: unknown, change: object) => void) => this.listeners.push(listener) },
      },
    };
    return { '@jupyterlab/apputils': { '4.6.9': { get: async () => () => ({ Notification }) } } };
  }
}

interface Plugin {
  activate(app: { restored: Promise<void> }): void;
}

const MINUTE = 60_000;
let page: Page;

beforeEach(() => {
  jest.useFakeTimers({ now: new Date(2027, 0, 15, 17, 55) });
  page = new Page();
});

const announce = (text: string, level = 'info', id = text) => {
  page.answer = { status: 200, body: { announcement: { id, text, level }, stop: null } };
};

/** As a hub says it whose clock is an hour behind. */
function stopIn(minutes: number, because: string, forMinutes: number): void {
  const at = Date.now() + (minutes - 60) * MINUTE;
  const [end, since] = [at, at - forMinutes * MINUTE].map((it) => new Date(it).toISOString());
  const stop = { at: end, since, because, secondsLeft: minutes * 60, warnSeconds: 600 };
  page.answer = { status: 200, body: { announcement: null, stop } };
}

const minutes = (count: number) => jest.advanceTimersByTimeAsync(count * MINUTE);

test.each([
  ['info', 'info'],
  ['warning', 'warning'],
  ['danger', 'error'],
])('an announcement of level %s comes, changes and goes in a page that stays open', async (level, type) => {
  await page.open();
  expect(page.messages).toEqual([]);
  announce('Down at six', level);
  await minutes(1);
  expect(page.messages).toEqual([`${type}: Down at six`]);
  announce('Down at seven', level);
  await minutes(1);
  expect(page.messages).toEqual([`${type}: Down at seven`]);
  page.answer = { status: 200, body: { announcement: null, stop: null } };
  await minutes(1);
  expect(page.messages).toEqual([]);
});

test('one that was dismissed stays so, also after a reload, until it is another', async () => {
  announce('Down at six');
  await page.open();
  page.dismiss('id-1');
  await minutes(3);
  expect(page.messages).toEqual([]);
  await page.open();
  expect(page.messages).toEqual([]);
  announce('Down at seven');
  await minutes(1);
  expect(page.messages).toEqual(['info: Down at seven']);
});

test.each([
  ['id-1', '.jp-Notification-Toast-Close', 0],
  ['id-1', '.jp-toast-message', 1],
  ['of-another', '.jp-Notification-Toast-Close', 1],
])('a click in %s at %s leaves %s', async (toast, classes, left) => {
  announce('Down at six');
  await page.open();
  page.click(toast, classes);
  expect(page.messages).toHaveLength(left);
  await page.open();
  expect(page.messages).toHaveLength(left);
});

test('one that the hub took back is not one that was dismissed', async () => {
  announce('Down at six');
  await page.open();
  page.answer = { status: 200, body: {} };
  await minutes(1);
  announce('Down at six');
  await minutes(1);
  expect(page.messages).toEqual(['info: Down at six']);
});

test.each([
  ['short', []],
  ['see https://example.com/why', ['Open']],
  ['x'.repeat(141), ['Open']],
])('a text that a message cannot show whole has a way to the page: %s', async (text, labels) => {
  announce(text);
  await page.open();
  expect([...page.shown.values()][0]?.options.actions.map((it) => it.label)).toEqual(labels);
});

test.each([
  [11, 'idle', 49, []],
  [10, 'idle', 60, [/^warning: This server stops after 0?6:05.PM: idle since 0?5:05.PM\. Any use keeps it\.$/]],
  [
    10,
    'age',
    24 * 60,
    [/^warning: This server stops after 0?6:05.PM: running since Thursday, 0?6:05.PM, the longest that it may\. Save/],
  ],
])('%s minutes before the end, %s for %s minutes', async (left, because, past, expected) => {
  stopIn(left, because, past);
  await page.open();
  expect(page.messages).toEqual(expected.map((it) => expect.stringMatching(it)));
  page.answer = { status: 200, body: { announcement: null, stop: null } };
  await minutes(1);
  expect(page.messages).toEqual([]);
});

test('a tab that nobody sees asks when a warning may be due, and when it is seen', async () => {
  stopIn(60, 'idle', 0);
  page.document.visibilityState = 'hidden';
  await page.open();
  await minutes(49);
  expect(page.asked).toHaveLength(1);
  stopIn(10, 'idle', 50);
  await minutes(2);
  expect(page.messages).toHaveLength(1);
  page.answer = { status: 200, body: { announcement: null, stop: null } };
  await minutes(1);
  const { length } = page.asked;
  await minutes(600);
  expect(page.asked).toHaveLength(length);
  page.document.visibilityState = 'visible';
  page.look();
  await minutes(0);
  expect(page.asked).toHaveLength(length + 1);
});

test.each([0, 403, 502])('a hub that answers %s is asked ever less often', async (status) => {
  await page.open();
  page.answer = { status };
  await minutes(60);
  expect(page.asked.length).toBeGreaterThan(8);
  expect(page.asked.length).toBeLessThan(16);
  announce('Back again');
  await minutes(8);
  expect(page.messages).toEqual(['info: Back again']);
});

test('while the hub is away what it said stays; who is signed out sees nothing', async () => {
  announce('Down at six');
  await page.open();
  page.answer = { status: 502 };
  await minutes(2);
  expect(page.messages).toHaveLength(1);
  page.answer = { status: 403 };
  await minutes(8);
  expect(page.messages).toEqual([]);
});

test.each([
  [{ hubServerName: 'my server' }, '/base/hub/notices?server=my%20server'],
  [{ hubPrefix: '/hub' }, '/hub/notices?server='],
  [{ hubUser: 'guest' }, '/base/hub/notices'],
  [{ hubServerUser: undefined }, '/base/hub/notices?server='],
  [{ hubPrefix: undefined }, undefined],
  [{ hubUser: '' }, undefined],
  [{ hubHost: 'https://hub.example.com' }, undefined],
])('where it asks, in a page with %j', async (config, url) => {
  Object.assign(page.config, config);
  await page.open();
  expect(page.asked).toEqual(url === undefined ? [] : [url]);
});

test.each([{}, { '@jupyterlab/apputils': { '3.6.8': { get: async () => () => ({}) } } }])(
  'a JupyterLab without notifications is left alone',
  async (modules) => {
    announce('Down at six');
    await page.open(modules);
    expect(page.asked).toEqual([]);
  },
);
