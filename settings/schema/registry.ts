import { z } from 'zod';
import { secretSource } from './scalars.ts';

/** `registry`: where images are pulled from with credentials, and pushed to. */
export const registrySchema = z
  .strictObject({
    push: z
      .string()
      .regex(/^[a-z0-9.-]+(:\d+)?(\/[a-z0-9._-]+)*$/, {
        error: () => 'expected a registry with an optional path, such as registry.example.com/hub',
      })
      .optional()
      .describe('Where built images are pushed to. Without it, they are copied to every node.'),
    credentials: z
      .array(
        z.strictObject({
          host: z
            .string()
            .regex(/^[a-z0-9-]+(\.[a-z0-9-]+)*(:\d+)?$/, {
              error: () => 'expected a registry host such as registry.example.com or registry.example.com:5000',
            })
            .describe('Host of the registry, with its port if it has one.'),
          username: z.string().min(1).describe('Login at the registry.'),
          password: secretSource().describe('Its password or token.'),
        }),
      )
      .default([])
      .describe('Pull credentials, one entry a host.'),
  })
  .prefault({})
  .describe('Registries of your own.');
