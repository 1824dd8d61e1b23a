import { readFileSync } from 'node:fs';
import type { ClusterLook, LookQuestions } from '../../cluster/cluster-look.ts';
import { paths } from '../../cluster/node-config.ts';
import { nameOf } from '../../cluster/object-ref.ts';
import { type FoundVolume, HUB_CLAIM, rebinding } from '../../cluster/storage.ts';
import type { Platform } from '../../platform/platform.ts';
import { kubernetesSize } from '../../platform/quantities.ts';
import type { EditedObject } from '../drift/object-drift.ts';
import { command, wait } from '../plan/actions.ts';
import type { PlanInput } from '../plan/plan-input.ts';
import type { Action, Known, Step } from '../plan/step.ts';
import { addOnOf, isApplied, lackingOf } from './lacking.ts';
import { look } from './nodes-ready.ts';

const APPLY_AGAIN = new URL('apply-again.sh', import.meta.url);
const MINUTE = 60_000;

/**
 * Puts back what someone has deleted from the cluster by hand, the namespace with everything in it included. Volumes come
 * before claims: a claim for which none is kept gets an empty one.
 */
export function restoreStep(
  host: string,
  asked: LookQuestions,
  { manifests, platform, edited = [] }: Pick<PlanInput, 'manifests' | 'platform' | 'edited'>,
  wasThere: (known: Known, file: string) => boolean,
): Step {
  return {
    id: 'restore',
    title: 'Put back what was deleted or edited',
    host,
    needs: ['manifests'],
    actions: [
      untilGone(asked),
      bindAgain(asked, platform),
      ...edited.filter((it) => it.added.length > 0).map(takeOut),
      applyAgain(asked, manifests, edited, wasThere),
    ],
  };
}

/** What is being deleted is still there, and can be made again only once it is gone. */
function untilGone(asked: LookQuestions): Action {
  return wait({
    waitFor: 'what is being deleted to disappear',
    limit: 10 * MINUTE,
    look: async (context, attempt) => {
      const { objects, storage } = await look(context, asked, attempt);
      // A claim goes only when no pod has it any more.
      const leaving = (objects?.leaving ?? []).filter(({ kind }) => kind !== 'PersistentVolumeClaim');
      if (leaving.length > 0) return `${leaving.map(nameOf).join(', ')} to be deleted`;
      const { volumes, claims } = storage;
      const held = volumes.filter((it) => it.phase === 'Bound' && !claims.some(({ name }) => name === it.claim));
      return held.length === 0
        ? undefined
        : `Kubernetes to notice that ${held.map((it) => it.claim).join(', ')} is gone`;
    },
    explain: async ({ host, signal }) => {
      const condition = "jsonpath={range .status.conditions[?(@.status=='True')]}{.message}{'\\n'}{end}";
      const get = ['k3s', 'kubectl', 'get', 'namespace', asked.namespace, '--ignore-not-found', '-o', condition];
      return (await host.run(get, { sudo: true, allow: [1], signal })).stdout;
    },
  });
}

/** Keeps each volume whose claim is gone for the next claim of that name, which KubeSpawner or Helm makes. */
function bindAgain(asked: LookQuestions, platform: Platform): Action {
  return {
    command: 'keep volumes without a claim for the next claim of that name: k3s kubectl patch pv VOLUME',
    run: async (context) => {
      const { storage, nodes = [] } = await look(context, asked, 0);
      const { bound } = rebinding(storage, new Map(nodes.map((it) => [it.name, it.isReady])));
      for (const volume of bound) {
        const { name, claim } = volume;
        context.progress(`binding: ${name} to ${claim} again`);
        const patch = ['k3s', 'kubectl', 'patch', 'pv', name, '--type=json', '-p', patchOf(volume, platform)];
        await context.host.run(patch, { sudo: true, signal: context.signal });
      }
      if (bound.length > 0) context.known.changes++;
    },
  };
}

/**
 * Holds only while the volume is still without its claim, and that claim is the one that was looked at. A claim takes no
 * volume that is smaller than it asks for: of a folder on a node the size is only a name for what the settings say.
 */
function patchOf({ claim, uid = '', node }: FoundVolume, { hub, storage }: Platform): string {
  const database = hub.database.type === 'sqlite' ? hub.database.size : undefined;
  const size = claim === HUB_CLAIM ? database : claim.startsWith('claim-') ? storage.home.size : undefined;
  return JSON.stringify([
    { op: 'test', path: '/status/phase', value: 'Released' },
    { op: 'test', path: '/spec/claimRef/uid', value: uid },
    { op: 'add', path: '/spec/claimRef/uid', value: '' },
    { op: 'add', path: '/spec/claimRef/resourceVersion', value: '' },
    ...(node === undefined || size === undefined
      ? []
      : [{ op: 'add', path: '/spec/capacity/storage', value: kubernetesSize(size) }]),
  ]);
}

/** Takes out what others have added to an object: k3s applies a manifest without touching what is not in it. */
function takeOut({ ref, added }: EditedObject): Action {
  const patch: Record<string, Record<string, null>> = {};
  for (const [field = '', key = ''] of added) patch[field] = { ...patch[field], [key]: null };
  const within = ref.namespace === undefined ? [] : ['-n', ref.namespace];
  const [group] = ref.apiVersion.includes('/') ? ref.apiVersion.split('/') : [''];
  const type = `${ref.kind.toLowerCase()}${group === '' ? '' : `.${group}`}`;
  // One that was deleted since has nothing in addition.
  return command(['k3s', 'kubectl', 'patch', type, ref.name, ...within, '--type=merge', '-p', JSON.stringify(patch)], {
    isDone: () => false,
  });
}

/** k3s looks at a manifest again when its time changes, and applies it when the AddOn has another checksum. */
function applyAgain(
  asked: LookQuestions,
  manifests: ReadonlyMap<string, string>,
  edited: readonly EditedObject[],
  wasThere: (known: Known, file: string) => boolean,
): Action {
  const input = readFileSync(APPLY_AGAIN, 'utf8');
  return {
    command: 'sh -s -- MANIFEST… < apply-again.sh, for manifests of which an object was deleted or edited',
    run: async (context) => {
      const found = await look(context, asked, 0);
      // One that has just been put in place is applied whole.
      const old = [...manifests].filter(([file]) => wasThere(context.known, file));
      const changed = edited.filter(({ file }) => old.some(([name]) => name === file));
      const files = [...new Set([...toApplyAgain(found, new Map(old)), ...changed.map((it) => it.file)])];
      if (files.length === 0) return;
      const lacking = [
        ...files.flatMap((file) => lackingOf(found, manifests.get(file) ?? '')),
        ...changed.map((it) => it.ref),
      ];
      context.progress(`restoring: ${lacking.map(nameOf).join(', ') || files.join(', ')}`);
      const argv = ['sh', '-s', '--', ...files.flatMap((file) => [addOnOf(file), `${paths.manifests}/${file}`])];
      await context.host.run(argv, { sudo: true, input, signal: context.signal });
      context.known.changes++;
    },
  };
}

/** Manifests that k3s has not applied for long, or takes for applied although an object of them was deleted. */
export function toApplyAgain(found: ClusterLook, manifests: ReadonlyMap<string, string>): string[] {
  return [...manifests].flatMap(([file, text]) =>
    isApplied(found, file, text) && lackingOf(found, text).length === 0 ? [] : [file],
  );
}
