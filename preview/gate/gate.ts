import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** The parameter of the link that has the key. */
export const LINK_PARAMETER = 'preview';
/** Cookies do not distinguish ports, so each preview's has the port in its name. */
const COOKIE = 'hubwright-preview-';

export interface GateOptions {
  /** What the link of this start has and nothing else. */
  readonly key: string;
  readonly port: number;
  /** Names that browsers may use besides those of this machine itself: `NAME`, with any port, or `NAME:PORT`. */
  readonly hosts: readonly string[];
}

/** What becomes of a request: nothing, so that it is passed on; or an answer. */
export type Answer = { readonly location: string; readonly cookie: string } | { readonly refusal: string };

/** Lets in whoever has opened the link of this start, and answers to no name that a web page may have made up. */
export class Gate {
  private readonly cookie: string;
  private readonly hosts: readonly string[];

  constructor(private readonly options: GateOptions) {
    this.cookie = `${COOKIE}${options.port}`;
    const own = ['127.0.0.1', 'localhost', '[::1]'];
    this.hosts = [
      ...own.map((name) => `${name}:${options.port}`),
      ...(options.port === 80 ? own : []),
      ...options.hosts.map((name) => name.toLowerCase()),
    ];
  }

  /** The link to open, below which `path` the hub is. */
  link(path: string): string {
    return `http://127.0.0.1:${this.options.port}${path}?${LINK_PARAMETER}=${this.options.key}`;
  }

  /** For a request of our own: what a browser has after it opened the link. */
  get headers(): Record<string, string> {
    return { cookie: `${this.cookie}=${this.options.key}` };
  }

  /** Looks at a request, takes the gate's own cookie out of it, and answers it unless it may be passed on. */
  answer(request: IncomingMessage): Answer | undefined {
    const { method, url = '', headers } = request;
    if (!this.isKnown(headers.host ?? '')) return { refusal: this.wrongHost(headers.host) };
    if (!url.startsWith('/')) return { refusal: 'Only paths of the preview itself are served.' };
    const hasCookie = this.takeCookie(request);
    const { pathname, searchParams } = new URL(url.replace(/^[/\\]+/, '/'), 'http://preview');
    if ((method === 'GET' || method === 'HEAD') && this.isKey(searchParams.get(LINK_PARAMETER))) {
      searchParams.delete(LINK_PARAMETER);
      const rest = searchParams.size > 0 ? `?${searchParams}` : '';
      // Lax: a login at another site ends with a link to the hub, which has to bring the cookie.
      const cookie = `${this.cookie}=${this.options.key}; Path=/; HttpOnly; SameSite=Lax`;
      return { location: pathname.replace(/^\/+/, '/') + rest, cookie };
    }
    return hasCookie ? undefined : { refusal: WITHOUT_LINK };
  }

  private isKnown(host: string): boolean {
    const asked = host.toLowerCase();
    return this.hosts.includes(asked) || this.hosts.includes(asked.replace(/:\d+$/, ''));
  }

  private takeCookie({ headers }: IncomingMessage): boolean {
    const all = (headers.cookie ?? '').split(/;\s*/).filter((it) => it !== '');
    const others = all.filter((it) => !it.startsWith(COOKIE));
    if (others.length > 0) headers.cookie = others.join('; ');
    else delete headers.cookie;
    return all.some((it) => it.startsWith(`${this.cookie}=`) && this.isKey(it.slice(this.cookie.length + 1)));
  }

  private isKey(text: string | null): boolean {
    const [given, key] = [Buffer.from(text ?? ''), Buffer.from(this.options.key)];
    return given.length === key.length && timingSafeEqual(given, key);
  }

  private wrongHost(host: string | undefined): string {
    const found = host ? `not to ${JSON.stringify(host)}` : 'not without a Host header';
    const name = host?.replace(/:\d+$/, '') || 'NAME';
    return (
      `This preview answers to ${this.hosts.join(', ')}, ${found}. ` +
      `If that name is yours, start it with: npx hubwright preview --host ${name}`
    );
  }
}

const WITHOUT_LINK =
  'This preview only admits browsers that open the link printed by `npx hubwright preview`. ' +
  'Links of earlier starts no longer work.';
