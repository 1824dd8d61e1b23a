import { mkdirSync, realpathSync } from 'node:fs';
import { join } from 'node:path';
import type { PlatformImage } from '../platform/platform.ts';
import type { Run } from '../system/exec.ts';
import type { Reporter } from '../system/reporter.ts';
import { type EnvironmentSpec, makeEnvironment, removeOthers } from './environments.ts';
import { PREVIEW } from './preview-folder.ts';
import { findInstaller } from './python.ts';
import { HUB_SPEC, runtimesOf } from './runtimes.ts';
import { findSandbox } from './sandbox.ts';

const ENVIRONMENTS = join(PREVIEW, 'environments');

/** What a server runs in, in place of an image. */
interface PreparedRuntime {
  readonly path: string;
  readonly environment: Readonly<Record<string, string>>;
}

export interface Prepared {
  /** Folder of the hub's environment. */
  readonly hub: string;
  /** By reference of the image. */
  readonly images: Readonly<Record<string, PreparedRuntime>>;
  /** For every other image. */
  readonly base: PreparedRuntime;
  /** How a command begins that runs in the sandbox; empty where there is none. */
  readonly sandbox: readonly string[];
  /** Why there is no sandbox, if so. */
  readonly missing?: string;
}

/** Makes the environments that are not there yet, for the hub and in place of the images, and removes all others. */
export async function prepareEnvironments(
  images: readonly PlatformImage[],
  { run, signal }: { readonly run: Run; readonly signal: AbortSignal },
  progress: Reporter['progress'],
): Promise<Prepared> {
  mkdirSync(ENVIRONMENTS, { recursive: true, mode: 0o700 });
  // Scripts of an environment have its path in them: the real one, or moving a link breaks them.
  const root = realpathSync(ENVIRONMENTS);
  const tools = { run, installer: await findInstaller(run), signal };
  const prepare = async (spec: EnvironmentSpec) => await makeEnvironment(root, spec, tools, progress);
  const hub = await prepare(HUB_SPEC);
  const byImage: Record<string, PreparedRuntime> = {};
  let base = '';
  for (const { reference, spec, environment } of runtimesOf(images)) {
    const path = await prepare(spec);
    if (reference === undefined) base = path;
    else byImage[reference] = { path, environment };
  }
  removeOthers(root, [hub, base, ...Object.values(byImage).map(({ path }) => path)]);
  const sandbox = await findSandbox(run, base);
  return {
    hub,
    images: byImage,
    base: { path: base, environment: {} },
    ...('words' in sandbox ? { sandbox: sandbox.words } : { sandbox: [], missing: sandbox.missing }),
  };
}
