import { LINK_PARAMETER } from '../preview/gate/gate.ts';
import { percentEncoded } from '../system/percent-encoded.ts';
import { UserError } from '../system/user-error.ts';

/** The hub's root, with a base path if it has one. */
export class HubUrls {
  private constructor(
    /** Ends with a slash. */
    readonly root: string,
    /** Where to begin: the root, or the link that a preview lets in by. */
    readonly entrance: string,
  ) {}

  /**
   * Reads `--url`. An address of one of the hub's pages, copied from a browser, is fine too, and so is a preview's link.
   *
   * @throws UserError if it is no http or https URL, or has a password in it
   */
  static parse(text: string): HubUrls {
    const url = URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !['http:', 'https:'].includes(url.protocol)) {
      throw new UserError(`--url: ${JSON.stringify(text)} is not a URL.`, {
        fix: 'Write the full URL of the hub, such as https://hub.example.com or http://127.0.0.1:8000.',
        exitCode: 2,
      });
    }
    if (url.username !== '' || url.password !== '') {
      throw new UserError('--url: a user name and password in the URL are not supported.', {
        fix: 'Remove them, and pass users with --users.',
        exitCode: 2,
      });
    }
    const base = url.pathname.replace(/\/(hub|user)(\/.*)?$/, '/').replace(/\/*$/, '/');
    const root = url.origin + base;
    const key = url.searchParams.get(LINK_PARAMETER);
    return new HubUrls(root, key === null ? root : `${root}?${new URLSearchParams({ [LINK_PARAMETER]: key })}`);
  }

  /** `hub/home` and the like, below the root. */
  at(path: string): string {
    return this.root + path;
  }

  /** A page of a user's server. */
  server(user: string, path: string): string {
    return this.at(serverPath(user, path));
  }
}

/**
 * A page of a user's server, below the hub's root. The server knows its own address in this form of the name alone:
 * `urllib.parse.quote(name, safe="@~")`. Source: JupyterHub 5, `user.py`.
 */
export function serverPath(user: string, path: string): string {
  return `user/${percentEncoded(user).replaceAll('%40', '@')}/${path}`;
}
