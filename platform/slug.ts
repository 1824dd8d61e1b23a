import { sha256 } from '../system/sha256.ts';

const OBJECT_NAME = /^[a-z]([-a-z0-9]{0,61}[a-z0-9])?$/;
const LONGEST = 48;
const HASH_LENGTH = 8;

/**
 * What KubeSpawner calls a user's server in Kubernetes, its `{user_server}` under the `safe` scheme: the user's name where
 * that is a short and valid object name without `--`, otherwise its letters and digits and the start of its SHA-256; with
 * the name of a named server after it.
 *
 * Source: KubeSpawner 7.0.0, `_expand_user_properties` and `kubespawner.slugs`.
 */
export function serverSlug(user: string, server = ''): string {
  const [slug, serverPart] = [safeSlug(user), server === '' ? '' : safeSlug(server)];
  if (slug.length + serverPart.length + 2 > LONGEST) return multiSlug(user, server);
  return server === '' ? slug : `${slug}--${serverPart}`;
}

/** The claim of the home of a user, or of one of their named servers. */
export function homeClaim(user: string, server = ''): string {
  return `claim-${serverSlug(user, server)}`;
}

export interface HomeOwner {
  readonly user: string;
  /** Name of the named server; empty for the default one. */
  readonly server: string;
}

/**
 * Whose home a claim is by its name alone; undefined if the name does not tell.
 *
 * @param users names that are known, needed for those that Kubernetes cannot have as they are
 */
export function homeOwner(claim: string, users: Iterable<string> = []): HomeOwner | undefined {
  const [, plain, server = ''] = /^claim-((?:[a-z0-9]|-(?!-))+)(?:--((?:[a-z0-9]|-(?!-))+))?$/.exec(claim) ?? [];
  if (plain !== undefined && homeClaim(plain, server) === claim) return { user: plain, server };
  for (const user of users) {
    if (claim === homeClaim(user)) return { user, server: '' };
    const prefix = homeClaim(user, 'x').slice(0, -1);
    const rest = claim.startsWith(prefix) ? claim.slice(prefix.length) : '';
    if (rest !== '' && homeClaim(user, rest) === claim) return { user, server: rest };
  }
  return undefined;
}

function safeSlug(name: string): string {
  if (!name.includes('--') && name.length <= LONGEST && OBJECT_NAME.test(name)) return name;
  return `${readablePart(name, LONGEST - HASH_LENGTH - 3)}---${sha256(name).slice(0, HASH_LENGTH)}`;
}

function multiSlug(user: string, server: string): string {
  const longest = Math.floor((LONGEST - HASH_LENGTH - 1) / 2) - 2;
  const hash = sha256(Buffer.concat([Buffer.from(user), Buffer.of(0xff), Buffer.from(server)])).slice(0, HASH_LENGTH);
  return `${readablePart(user, longest)}--${readablePart(server, longest)}---${hash}`;
}

function readablePart(name: string, longest: number): string {
  const words = name.toLowerCase().replace(/[^a-z0-9]+/g, '-');
  const trimmed = words.replace(/^-+/, '').slice(0, longest).replace(/-+$/, '');
  if (trimmed === '') return 'x';
  return /^[a-z]/.test(trimmed) ? trimmed : `x-${trimmed.slice(0, longest - 2)}`;
}
