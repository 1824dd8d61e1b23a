import { dockerConfigKey } from '../../platform/registry-host.ts';
import type { BuilderName } from './builder.ts';
import { NOT_TRUSTED } from './trust.ts';

/** A login for one push. */
export interface PushLogin {
  readonly username: string;
  readonly password: string;
}

/** What is run to push an image: its tar is loaded into the builder's own store first, which may lack it. */
export interface PushPlan {
  readonly load: readonly string[];
  readonly push: readonly string[];
}

/**
 * The arguments of the builder that loads a tar and pushes the image in it.
 *
 * @param auth folder with the login as `config.json`; by default the builder's own logins
 */
export function planPush(builder: BuilderName, reference: string, tar: string, auth: string | undefined): PushPlan {
  const file = auth === undefined ? [] : ['--authfile', `${auth}/config.json`];
  switch (builder) {
    case 'docker':
      return {
        load: ['load', '--input', tar],
        push: [...(auth === undefined ? [] : ['--config', auth]), 'push', reference],
      };
    case 'podman':
      return { load: ['load', '--input', tar], push: ['push', ...file, reference] };
    case 'buildah':
      return { load: ['pull', `docker-archive:${tar}`], push: ['push', ...file, reference] };
  }
}

/** The content of the file that all three read logins from. */
export function authFile(registry: string, { username, password }: PushLogin): string {
  const auth = Buffer.from(`${username}:${password}`).toString('base64');
  return JSON.stringify({ auths: { [dockerConfigKey(registry)]: { auth } } });
}

/** How a push can fail, found in what the builder printed; the more certain come first. */
export const PUSH_FAILURES: readonly {
  readonly sign: RegExp;
  readonly message: string;
  readonly fix: string;
}[] = [
  {
    sign: /no space left on device|disk quota exceeded/i,
    message: 'a disk is full',
    fix: 'Free space on this machine or in the registry, then run the same command again.',
  },
  {
    sign: /unauthorized|authentication required|denied|401|403 forbidden|no basic auth credentials|incorrect username or password/i,
    message: 'the registry refuses the login, or does not allow it to push',
    fix: 'Give a login that may push as an entry of registry.credentials in platform.yaml, or log in with the builder: `docker login`, `podman login`, `buildah login`.',
  },
  {
    sign: /x509|certificate|server gave HTTP response to HTTPS client|tls:/i,
    message: 'the registry’s certificate is not trusted, or it does not use TLS',
    fix: NOT_TRUSTED,
  },
  {
    sign: /no such host|connection refused|i\/o timeout|no route to host|network is unreachable|deadline exceeded/i,
    message: 'the registry does not answer',
    fix: 'Is registry.push in platform.yaml right, and does this machine reach it?',
  },
];
