import * as z from 'zod';
import { registryName } from '../registry-host.ts';
import { secretSource } from './scalars.ts';

const HOST = '(?:[a-z0-9-]+(?:\\.[a-z0-9-]+)*|\\[[a-f0-9:]+\\])(?::\\d+)?';
const registryHost = new RegExp(`^${HOST}$`);
const repository = new RegExp(`^${HOST}(?:/[a-z0-9._-]+)*$`);

/** Text that matches, or a message with what to write: the same without a scheme, without a path, in lower case. */
function like(pattern: RegExp, expected: string) {
  return z.string({ error: () => `expected ${expected}` }).superRefine((text, context) => {
    if (pattern.test(text)) return;
    const bare = text.toLowerCase().replace(/^[a-z]+:\/\//, '');
    const meant = [bare.replace(/\/+$/, ''), bare.replace(/\/.*/, '')].find((it) => pattern.test(it));
    context.addIssue({ code: 'custom', message: `expected ${expected}${meant ? `: write ${meant}` : ''}` });
  });
}

const login = z.strictObject({
  host: like(registryHost, 'a registry host such as registry.example.com or registry.example.com:5000')
    .refine((host) => host !== 'hub.docker.com', { error: () => 'this is the website of Docker Hub: write docker.io' })
    .transform(registryName)
    .describe('Host of the registry, with its port if it has one; `docker.io` for Docker Hub.'),
  username: z.string().min(1).describe('User name at the registry.'),
  password: secretSource().describe('Its password or token.'),
});

/** `registry`: where images are pulled from with credentials, and pushed to. */
export const registrySchema = z
  .strictObject({
    push: like(repository, 'a registry with an optional path, such as registry.example.com/hub')
      .optional()
      .describe('Where built images are pushed to. If unset, they are copied to every node.'),
    credentials: z.array(login).default([]).describe('Pull credentials, one entry per host.'),
  })
  .prefault({})
  .describe('Your own registries.');
