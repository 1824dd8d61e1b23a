import { parseReference } from '../../platform/image-reference.ts';
import { dnsLabel } from '../../platform/schema/scalars.ts';
import { isMapping, type Mapping } from '../../system/mapping.ts';
import { isSecret } from '../../system/secret-forms.ts';
import type { ChartSource } from '../chart-source.ts';
import { cpu, kubernetesSize } from '../conversions.ts';
import type { Draft } from '../draft.ts';
import { type KeyMapping, Unfit } from '../key-mapping.ts';
import { asList, withList } from '../named-lists.ts';
import { asVariable } from './services-and-roles.ts';

type List = 'initContainers' | 'sidecars';

/** Containers of servers beside Jupyter's own, those of which settings say everything. */
export const serverContainers: readonly KeyMapping[] = [
  mapping('singleuser.initContainers', 'initContainers'),
  mapping('singleuser.extraContainers', 'sidecars'),
];

function mapping(key: string, list: List): KeyMapping {
  return {
    from: [key],
    to: [`servers.${list}`],
    move(source, draft) {
      const all = asList(source.get(key));
      const fit = all.map((it) => containerOf(it, mountable(source, draft)));
      // Init containers run in their order, and those that stay raw come after the others.
      const end = list === 'initContainers' && fit.includes(undefined) ? fit.indexOf(undefined) : all.length;
      const moved = fit.slice(0, end).filter((it) => it !== undefined);
      if (moved.length === 0) return;
      draft.set(['servers', list], [], [key]);
      moved.forEach((it, i) => {
        setContainer(it, ['servers', list, i], key, draft);
      });
      const left = all.filter((_, i) => i >= end || fit[i] === undefined);
      withList(source, key, left);
      if (left.length > 0)
        draft.raw([key], `settings do not say all of it: ${left.map(({ name }) => String(name)).join(', ')}`);
    },
  };
}

interface Container {
  readonly name: string;
  readonly setting: Mapping;
  readonly variables: Readonly<Record<string, string>>;
}

function setContainer({ name, setting, variables }: Container, path: (string | number)[], key: string, draft: Draft) {
  draft.set(path, setting, [`${key}.${name}`]);
  for (const [variable, value] of Object.entries(variables)) {
    const at = [...path, 'environment', variable];
    const from = `${key}.${name}.${variable}`;
    if (isSecret(variable, value)) draft.setSecret(at, `${asVariable(name)}_${asVariable(variable)}`, from, value);
    else draft.set(at, value, [from]);
  }
}

/** Volumes by name, as containers can mount them, each with the part of it that servers have. */
function mountable(source: ChartSource, draft: Draft): Map<string, { as: string; subPath: unknown }> {
  const volumes = draft.get(['servers', 'volumes']);
  const known = (Array.isArray(volumes) ? volumes : []).map((it) => {
    const { name, subPath } = it as { name: string; subPath?: string };
    return [name, { as: name, subPath }] as const;
  });
  const own = source.get('singleuser.storage.dynamic.volumeNameTemplate') ?? 'volume-{user_server}';
  const home = draft.get(['storage', 'home']);
  const isOnClaims = !isMapping(home) || [home.nfs, home.claim, home.ephemeral].every((it) => it === undefined);
  return new Map([...known, ...(isOnClaims ? [[String(own), { as: 'home', subPath: undefined }] as const] : [])]);
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.length > 0 && value.every((it) => typeof it === 'string');

/** A container of which settings say everything. */
function containerOf(container: Mapping, volumes: ReturnType<typeof mountable>): Container | undefined {
  const { name, image, command, args, env, securityContext, resources, volumeMounts, ...others } = container;
  const [variables, user, reserved, mounts] = [
    variablesOf(env),
    userOf(securityContext),
    resourcesOf(resources),
    mountsOf(volumeMounts, volumes),
  ];
  const isNamed = dnsLabel().safeParse(name).success && parseReference(String(image)) !== undefined;
  const isCommand = [command, args].every((it) => it === undefined || isTexts(it));
  if (!isNamed || !isCommand || Object.keys(others).length > 0) return undefined;
  if (variables === undefined || user === undefined || reserved === undefined || mounts === undefined) return undefined;
  const setting = {
    ...{ name, image },
    ...(command !== undefined && { command }),
    ...(args !== undefined && { args }),
    ...user,
    ...(Object.keys(reserved).length > 0 && { resources: reserved }),
    ...(mounts.length > 0 && { mounts }),
  };
  return { name: String(name), setting, variables };
}

function variablesOf(env: unknown = []): Record<string, string> | undefined {
  const items = Array.isArray(env) ? env.filter(isMapping) : undefined;
  const isPlain = (it: Mapping) => typeof it.name === 'string' && typeof it.value === 'string';
  if (items === undefined || !items.every((it) => isPlain(it) && Object.keys(it).length === 2)) return undefined;
  return Object.fromEntries(items.map(({ name, value }) => [String(name), String(value)]));
}

function userOf(context: unknown = {}): Mapping | undefined {
  if (!isMapping(context)) return undefined;
  const { runAsUser: user, allowPrivilegeEscalation: gains, ...others } = context;
  if (Object.keys(others).length > 0 || gains === true) return undefined;
  if (user === undefined) return {};
  return Number.isInteger(user) ? { user } : undefined;
}

function resourcesOf(given: unknown = {}): Mapping | undefined {
  if (!isMapping(given)) return undefined;
  const [requests, limits] = [given.requests ?? {}, given.limits ?? {}];
  if (!isMapping(requests) || !isMapping(limits)) return undefined;
  const keys = [...Object.keys(requests), ...Object.keys(limits)];
  if (keys.some((it) => it !== 'cpu' && it !== 'memory')) return undefined;
  const entries = (['cpu', 'memory'] as const).flatMap((key) => {
    const read = (value: unknown) =>
      value === undefined ? undefined : key === 'cpu' ? cpu(value) : kubernetesSize(value);
    const [guarantee, limit] = [read(requests[key] ?? limits[key]), read(limits[key])];
    return guarantee === undefined ? [] : [[key, { guarantee, ...(limit !== undefined && { limit }) }] as const];
  });
  const isUnfit = entries.some(([, it]) => it.guarantee instanceof Unfit || it.limit instanceof Unfit);
  return isUnfit ? undefined : Object.fromEntries(entries);
}

function mountsOf(given: unknown = [], volumes: ReturnType<typeof mountable>): Mapping[] | undefined {
  if (!Array.isArray(given)) return undefined;
  const mounts = given.filter(isMapping).map(({ name, mountPath: path, readOnly, subPath, ...others }) => {
    const volume = volumes.get(String(name));
    const isLess = volume?.subPath !== undefined && subPath === undefined;
    if (volume === undefined || isLess || Object.keys(others).length > 0) return undefined;
    return {
      volume: volume.as,
      path,
      ...(readOnly === true && { readOnly }),
      ...(subPath !== undefined && { subPath }),
    };
  });
  return mounts.includes(undefined) ? undefined : (mounts as Mapping[]);
}
