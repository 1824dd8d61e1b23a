import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PlatformImage } from '../platform/platform.ts';
import type { EnvironmentSpec } from './environments.ts';

/** What stands in for an image: an environment with its packages. */
export interface Runtime {
  /** Image references that it stands in for; none: every other image. */
  readonly reference: string | undefined;
  readonly spec: EnvironmentSpec;
  /** What the Dockerfile sets with `ENV`. */
  readonly environment: Readonly<Record<string, string>>;
}

const BASE = { file: join(import.meta.dirname, 'server-requirements.txt'), hashed: true };

/** The environment of the hub: the packages of its image. */
export const HUB_SPEC: EnvironmentSpec = {
  title: 'Python of the hub',
  requirements: [{ file: join(import.meta.dirname, 'hub-requirements.txt'), hashed: true }],
};

/** One for every image that is built here from a lock, and last one with JupyterLab alone for all others. */
export function runtimesOf(images: readonly PlatformImage[]): Runtime[] {
  const built = images.flatMap(({ name, build, reference }) => {
    const lock = build === undefined ? undefined : join(build, 'requirements.txt');
    if (build === undefined || lock === undefined || !existsSync(lock)) return [];
    const hashed = /--hash=/.test(readFileSync(lock, 'utf8'));
    const spec = { title: `Python of image ${name}`, requirements: [BASE, { file: lock, hashed }] };
    return [{ reference, spec, environment: dockerfileEnv(readFileSync(join(build, 'Dockerfile'), 'utf8')) }];
  });
  const base = { title: 'Python of other images', requirements: [BASE] };
  return [...built, { reference: undefined, spec: base, environment: {} }];
}

/** Variables of the `ENV` lines of a Dockerfile whose value is written out; others need the image itself. */
export function dockerfileEnv(text: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [, words = ''] of text.matchAll(/^\s*ENV\s+(.*)$/gim)) {
    for (const [, name = '', value = ''] of words.matchAll(/([A-Za-z_]\w*)=("[^"]*"|'[^']*'|\S*)/g)) {
      if (!value.includes('$') && name !== 'PATH') found[name] = value.replace(/^(["'])(.*)\1$/, '$2');
    }
  }
  return found;
}
