import { type IncomingMessage, type OutgoingHttpHeaders, request } from 'node:http';
import { text } from 'node:stream/consumers';

/** A browser without a screen, for tests: keeps cookies by path, follows redirects, sends forms with the hub's token. */
export class HubBrowser {
  private readonly cookies = new Map<string, { path: string; name: string; value: string }>();

  /** @param url - of the hub, or the link of a preview */
  constructor(private readonly url: string) {}

  /** What it sends to the root, for programs that are to be let in where it is. */
  get cookie(): string {
    return this.cookiesFor(new URL(this.url));
  }

  async login(user: string, password: string): Promise<Page> {
    await this.request('GET', new URL(this.url));
    await this.get('hub/login');
    return await this.post('hub/login', { username: user, password });
  }

  async get(path: string): Promise<Page> {
    return await this.request('GET', new URL(path, this.url));
  }

  /** Sends a form of the hub. */
  async post(path: string, fields: Readonly<Record<string, string>>): Promise<Page> {
    const body = new URLSearchParams({ ...fields, _xsrf: this.token });
    return await this.request('POST', new URL(path, this.url), body);
  }

  /** A call to the hub's API, as the pages' own scripts make it. */
  async api(method: string, path: string): Promise<Page> {
    return await this.request(method, new URL(`hub/api/${path}?_xsrf=${this.token}`, this.url));
  }

  private get token(): string {
    return [...this.cookies.values()].find(({ path, name }) => name === '_xsrf' && path.endsWith('/hub/'))?.value ?? '';
  }

  private async request(method: string, url: URL, body?: URLSearchParams): Promise<Page> {
    const headers = {
      cookie: this.cookiesFor(url),
      'sec-fetch-mode': 'navigate',
      referer: new URL('hub/home', this.url).href,
    };
    const answer = await send(method, url, headers, body?.toString());
    for (const line of answer.headers['set-cookie'] ?? []) this.keep(line);
    const { location } = answer.headers;
    if (location) return await this.request('GET', new URL(location, url));
    return { status: answer.statusCode ?? 0, path: url.pathname, text: await text(answer) };
  }

  private cookiesFor(url: URL): string {
    return [...this.cookies.values()]
      .filter(({ path }) => url.pathname.startsWith(path))
      .sort((a, b) => b.path.length - a.path.length)
      .map(({ name, value }) => `${name}=${value}`)
      .join('; ');
  }

  private keep(line: string): void {
    const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    const path = /;\s*path=([^;]+)/i.exec(line)?.[1] ?? '/';
    if (value === '' || value === '""') this.cookies.delete(`${path} ${name}`);
    else this.cookies.set(`${path} ${name}`, { path, name, value });
  }
}

/** What came at the end of all redirects. */
export interface Page {
  readonly status: number;
  readonly path: string;
  readonly text: string;
}

/** `fetch` cannot: it says of every request that a script makes it, and the hub gives scripts no token. */
function send(method: string, url: URL, headers: OutgoingHttpHeaders, body?: string): Promise<IncomingMessage> {
  const form = body === undefined ? {} : { 'content-type': 'application/x-www-form-urlencoded' };
  return new Promise((done, failed) => {
    request(url, { method, headers: { ...headers, ...form }, agent: false }, done)
      .on('error', failed)
      .end(body);
  });
}
