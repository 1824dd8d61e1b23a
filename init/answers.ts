import { UserError } from '../system/user-error.ts';

export interface HostAnswer {
  readonly name: string;
  /** Host name or IP address that SSH reaches it at. */
  readonly address: string;
}

/** What a new project is about. */
export interface Answers {
  /** The cluster's name. */
  readonly name: string;
  /** Name of the provider. */
  readonly provider: string;
  /** Where the provider asks for hosts, as all that follows of them. */
  readonly servers: readonly HostAnswer[];
  readonly agents: readonly HostAnswer[];
  /** The login on those hosts; undefined where SSH knows it. */
  readonly sshUser: string | undefined;
  readonly admins: readonly string[];
  readonly users: readonly string[];
}

/** Reads `NAME=ADDRESS`; an address alone is its own name. */
export function hostFrom(text: string): HostAnswer {
  const [first = '', ...rest] = text.trim().split('=');
  const address = rest.join('=').trim();
  if (first.trim() === '' || (rest.length > 0 && address === '')) {
    throw new UserError(`"${text}" is not a host`, { fix: 'Write NAME=ADDRESS: lab-1=10.0.0.11.', exitCode: 2 });
  }
  return { name: first.trim(), address: address === '' ? first.trim() : address };
}

/** What a folder suggests as the name of its cluster. */
export function nameFrom(folder: string): string {
  const name = folder
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
    .slice(0, 30);
  return name === '' ? 'lab' : name.replace(/-+$/, '');
}
