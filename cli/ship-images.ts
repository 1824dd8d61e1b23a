import { resolve } from 'node:path';
import { findBuilder } from '../bootstrap/images/builder.ts';
import { localTars } from '../bootstrap/images/local-tars.ts';
import { imagesBuiltHere } from '../bootstrap/images/platform-images.ts';
import { pushImage } from '../bootstrap/images/push.ts';
import type { PushLogin } from '../bootstrap/images/push-plan.ts';
import { shipToNode } from '../bootstrap/images/ship.ts';
import type { ShippedImage } from '../bootstrap/images/ship-plan.ts';
import { readIdentity } from '../cluster/claim.ts';
import { clusterFolder, readHosts } from '../cluster/cluster-folder.ts';
import type { Platform } from '../platform/platform.ts';
import { registryOf } from '../platform/registry-host.ts';
import { hostsOf } from '../providers/hosts.ts';
import { loadPlatform } from '../settings/load.ts';
import { readSecret } from '../settings/secret-sources.ts';
import { run } from '../system/exec.ts';
import { interruptible } from '../system/interruptible.ts';
import { failureOf, runTasks, type Task } from '../system/task-list.ts';
import { print } from '../system/terminal.ts';
import { AT_ONCE } from '../system/transfers.ts';
import { UserError } from '../system/user-error.ts';
import { TARS } from './build-images.ts';
import type { ShipImagesOptions } from './image-command.ts';

/** `image ship`. */
export async function shipImages(names: readonly string[], options: ShipImagesOptions): Promise<void> {
  const { platform } = loadPlatform({ secrets: 'mask' });
  const isPushed = platform.registry.push !== undefined;
  if (options.push && !isPushed) {
    throw new UserError('platform.yaml has no registry to push to', {
      fix: 'Set `registry: { push: registry.example.com/hub }` there, then build again, since the references change.',
      exitCode: 2,
    });
  }
  const chosen = imagesBuiltHere(platform, names);
  if (chosen.length === 0) return print('Nothing to do: no image in platform.yaml has `build`.');
  const images = await localTars(chosen, resolve(TARS), run);
  await (isPushed ? push(platform, images, options) : copyToNodes(platform, images));
}

async function copyToNodes(platform: Platform, images: readonly ShippedImage[]): Promise<void> {
  const hosts = await hostsOf(platform, { directory: '.' });
  const folder = clusterFolder('.', platform.cluster.name);
  const ownership = { recorded: readHosts(folder), identity: readIdentity(folder, platform.cluster.name) };
  const failed = await interruptible(
    (signal) => {
      const tasks = hosts.map(
        (host): Task => ({
          title: host.name,
          run: (progress) => shipToNode(host, images, { ownership, progress, signal }),
        }),
      );
      return runTasks(tasks, { concurrent: AT_ONCE, signal });
    },
    { hosts },
  );
  if (failed.length > 0) {
    const summary = `${failed.length} of ${hosts.length} nodes do not have the images: ${failed.map(({ title }) => title).join(', ')}`;
    throw failureOf(summary, failed, 'Fix that and run the same command again: finished copies are not sent again.');
  }
  print(`every node has ${images.map(({ title }) => title).join(', ')}\nnext: npx hubwright up`);
}

async function push(platform: Platform, images: readonly ShippedImage[], options: ShipImagesOptions): Promise<void> {
  const builder = await findBuilder(run, options.builder);
  // All of them go to `registry.push`.
  const { authorities } = platform;
  const login = await loginAt(registryOf(images[0]?.reference ?? ''), platform);
  const failed = await interruptible((signal) => {
    const tasks = images.map(
      (image): Task => ({
        title: image.title,
        run: (progress) =>
          pushImage(image, { run, builder, login, authorities, architecture: options.arch, progress, signal }),
      }),
    );
    return runTasks(tasks, { signal });
  });
  if (failed.length > 0) {
    throw failureOf(
      `${failed.length} of ${images.length} images failed to push`,
      failed,
      'Fix that and run the same command again.',
    );
  }
  print('next: npx hubwright up');
}

/** Only this secret is read: who pushes need not have the others. */
async function loginAt(host: string, { registry }: Platform): Promise<PushLogin | undefined> {
  const entry = registry.credentials.find((it) => it.host === host);
  return entry && { username: entry.username, password: await readSecret(entry.password, '.') };
}
