import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { registryOf } from '../../platform/registry-host.ts';
import { inUnits } from '../../system/bytes.ts';
import { CommandError, type Run } from '../../system/exec.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../../system/files/temporary-folder.ts';
import type { Reporter } from '../../system/reporter.ts';
import { UserError } from '../../system/user-error.ts';
import type { Architecture } from './build-plan.ts';
import type { BuilderName } from './builder.ts';
import { authFile, PUSH_FAILURES, type PushLogin, planPush } from './push-plan.ts';
import type { LocalTar, ShippedImage } from './ship-plan.ts';
import { trust } from './trust.ts';

export interface PushOptions {
  readonly run: Run;
  readonly builder: BuilderName;
  /** @default - the builder's own login at the registry */
  readonly login?: PushLogin | undefined;
  /** The company's certificates as PEM, by which the registry may be trusted. */
  readonly authorities?: string | undefined;
  /** Which of the image's tars. @default - the only one */
  readonly architecture?: Architecture | undefined;
  readonly progress?: Reporter['progress'] | undefined;
  readonly signal?: AbortSignal | undefined;
}

const HOUR = 60 * 60_000;

/**
 * Pushes an image to the registry that its reference names. What the registry has of it is not sent again.
 *
 * @returns what was done, in a few words
 */
export async function pushImage(image: ShippedImage, options: PushOptions): Promise<string> {
  const { run, builder, login, authorities, progress = () => {}, signal } = options;
  const tar = tarToPush(image, options.architecture);
  const folder = makeTemporaryFolder();
  try {
    if (login !== undefined) {
      await writeFile(join(folder, 'config.json'), authFile(registryOf(image.reference), login), { mode: 0o600 });
    }
    const plan = planPush(builder, image.reference, tar.path, login && folder);
    progress(`loading ${inUnits(tar.bytes)} into ${builder}`);
    await run(builder, plan.load, { timeout: HOUR, signal });
    progress(`pushing with ${builder}`);
    const engine = builder === 'docker' && login !== undefined ? await dockerEngine(run) : {};
    const env = { ...engine, ...(await trust(builder, authorities, folder)) };
    await run(builder, plan.push, { timeout: HOUR, signal, env, onLine: (line) => progress(line.trim()) });
  } catch (error) {
    throw error instanceof CommandError ? pushFailure(image.reference, error) : error;
  } finally {
    removeTemporaryFolder(folder);
  }
  return `pushed ${image.reference}`;
}

/** Another folder of settings hides the user's choice of an engine with their logins, so it is treated separately. */
async function dockerEngine(run: Run): Promise<Record<string, string>> {
  const asked = ['context', 'inspect', '--format', '{{.Endpoints.docker.Host}}'];
  const { stdout } = await run('docker', asked, { timeout: 30_000 });
  return stdout.trim() === '' ? {} : { DOCKER_HOST: stdout.trim() };
}

function tarToPush({ title, tars }: ShippedImage, asked: Architecture | undefined): LocalTar {
  const [only, ...others] = asked === undefined ? [...tars.keys()] : [asked];
  const tar = only === undefined || others.length > 0 ? undefined : tars.get(only);
  if (tar !== undefined) return tar;
  const built = [...tars.keys()].join(' and ');
  throw asked === undefined
    ? new UserError(`${title} is built for ${built}, and a tag in a registry holds only one`, {
        fix: 'Say which: `--arch amd64` or `--arch arm64`.',
        exitCode: 2,
      })
    : new UserError(`${title} is not built for ${asked}, but for ${built}`, {
        fix: `Run \`npx hubwright image build ${title} --arch ${asked}\` first.`,
      });
}

function pushFailure(reference: string, error: CommandError): UserError {
  const output = `${error.stdout}\n${error.stderr}`;
  const cause = error.reason === 'exit' ? PUSH_FAILURES.find(({ sign }) => sign.test(output)) : undefined;
  const lines = error.lastLines.map((line) => `\n  ${line}`).join('');
  const what = cause === undefined ? error.message : `${cause.message}${lines}`;
  return new UserError(`${reference} was not pushed: ${what}`, {
    fix: cause?.fix ?? 'Run the same command again: what is already in the registry is not sent again.',
    cause: error,
  });
}
