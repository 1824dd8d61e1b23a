import { isDeepStrictEqual } from 'node:util';
import { chartDefaults } from '../settings/raw-values/chart-facts.ts';
import { isMapping, type Mapping, withDefaults } from '../system/mapping.ts';
import { kubernetesBytes, withoutSlash } from './conversions.ts';
import type { Draft } from './draft.ts';
import type { Difference } from './implied-values.ts';
import { type OfferedServer, offeredServers } from './offered-servers.ts';
import { isEmpty, leavesOf, valueIn, without } from './paths.ts';
import { isOfChart } from './raw-values.ts';
import { isSameText, isSameValue } from './same-value.ts';
import { isSameSize, OF_SERVERS, partOf, sizePart } from './server-parts.ts';

/** What the chart gets from the settings, beside what it got from the values. */
export interface Comparison {
  /** So many values are the same. */
  readonly same: number;
  /** So many servers that users could start, of how many, are offered as they were. */
  readonly servers: { readonly same: number; readonly all: number };
  /** Values that are others, though nothing says why: a fault of the import. */
  readonly different: readonly Difference[];
}

const VOLUMES = /^singleuser\.storage\.(extraVolumes|extraVolumeMounts)(\.|$)/;
const FILES = /^singleuser\.extraFiles(\.|$)/;
const VOLUMES_AT = ['singleuser', 'storage', 'extraVolumes'];
const MOUNTS_AT = ['singleuser', 'storage', 'extraVolumeMounts'];
const FILES_AT = ['singleuser', 'extraFiles'];

/**
 * Compares values of the chart with those that the settings made of them give it.
 *
 * @param given As they were imported, without the chart's defaults.
 * @param made What the settings give the chart, secrets as stand-ins.
 */
export function compareValues(given: Mapping, made: Mapping, draft: Draft): Comparison {
  const [before, after] = [given, made].map((it) => withDefaults(chartDefaults(), it) as Mapping) as [Mapping, Mapping];
  const leaves = leavesOf(given).filter(({ path, value }) => !isUsual(path, value) && !OF_SERVERS.test(path.join('.')));
  const remarked = remarkedKeys(draft);
  const [folders, files] = [foldersIn, filesIn].map((partsOf) =>
    compareParts(partsOf(before), partsOf(after), remarked),
  );
  const compared = leaves.map(({ path, value }) => {
    const key = path.join('.');
    const found = valueIn(after, path);
    const parts = VOLUMES.test(key) ? folders : FILES.test(key) ? files : undefined;
    if (parts !== undefined) return { key, before: value, after: undefined, ...parts };
    const isSame =
      isSameValue(path, value, found) ||
      isElsewhere(path, value, after) ||
      isTyped(key, draft) ||
      (value ?? undefined) === found;
    const isExplained = isPartOfRemark(key, remarked) || isRestSame(path, value, found, remarked);
    return { key, before: value, after: found, isSame, isExplained };
  });
  const servers = compareServers(before, after, remarked);
  return {
    same: compared.filter((it) => it.isSame).length,
    servers: { same: servers.same, all: servers.all },
    different: [
      ...compared
        .filter((it) => !it.isSame && !it.isExplained)
        .map(({ key, before, after }) => ({ key, before, after })),
      ...servers.different,
    ],
  };
}

/** A trait of an authenticator may stand with another class than it did. */
function isElsewhere(path: readonly string[], value: unknown, after: Mapping): boolean {
  const [first, second, , trait] = path;
  if (first !== 'hub' || second !== 'config' || trait === undefined) return false;
  const sections = Object.values(valueIn(after, ['hub', 'config']) as Mapping);
  return sections.some((it) => isSameText(value, valueIn(it, path.slice(3))));
}

/** Values that settings say in words of their own: which authenticator there is, its secrets, and users of users.yaml. */
function isTyped(key: string, draft: Draft): boolean {
  const { secrets, users, made } = draft;
  const hasMade = (given: string) => made.some((it) => it.keys.includes(given));
  const isOfUsers =
    users !== undefined && /^hub\.config\.(\w+\.(admin_users|allowed_users)$|JupyterHub\.load_groups(\.|$))/.test(key);
  const isOfAuth =
    /\.(authenticator_class|claim_groups_key|user_groups_claim|graph_url|use_ssl|shown_idps|CILogonOAuthenticator\.username_claim|GitLabOAuthenticator\.\w+)$/.test(
      key,
    ) && hasMade(key);
  const isOfRegistry = /^imagePullSecret\.(create|enabled|registry|username)$/.test(key) && hasMade('imagePullSecret');
  // Without an Ingress, the name is only the hub's own.
  const isHost = key === 'ingress.hosts' && draft.get(['hub', 'exposure']) === 'nodePort' && hasMade(key);
  const isPort = /^proxy\.service\.nodePorts\./.test(key) && hasMade('proxy.service.nodePorts');
  return (
    isHost ||
    isPort ||
    isOfUsers ||
    isOfAuth ||
    isOfRegistry ||
    secrets.some((it) => it.key === key || it.key.startsWith(`${key}.`))
  );
}

/** A value that is the chart's default, or none: Hubwright's own default takes its place. */
function isUsual(path: readonly string[], value: unknown): boolean {
  const isClass = path[1] === 'config' && path.length === 3;
  const isBlank = isEmpty(value) ? isOfChart(path) || isClass : value === '' && isOfChart(path);
  const isNothing = value === null || value === false || isBlank;
  const usual = valueIn(chartDefaults(), path);
  const isPart = typeof usual === 'object' && usual !== null;
  return (
    isDeepStrictEqual(value, usual) || (isNothing && (usual ?? undefined) === undefined) || (value === null && isPart)
  );
}

/** Whether the report says something about a key as a whole, or about what it is part of. */
const isPartOfRemark = (key: string, remarked: readonly string[]) =>
  remarked.some((it) => key === it || key.startsWith(`${it}.`));

/** Whether a value is the same but for what the report says of parts of it. */
function isRestSame(path: readonly string[], before: unknown, after: unknown, remarked: readonly string[]): boolean {
  const start = `${path.join('.')}.`;
  const parts = remarked.filter((it) => it.startsWith(start));
  if (parts.length === 0) return false;
  // The last first: what is taken out of a list changes the places of what comes after it.
  const rest = parts
    .sort((one, other) => other.localeCompare(one, 'en', { numeric: true }))
    .reduce<unknown>((value, it) => without(value, it.slice(start.length).split('.')), before);
  return isEmpty(rest) || isSameValue(path, rest, after);
}

/** Of the report, with an index like any other step: `initContainers.0.image`. */
const remarkedKeys = ({ remarks }: Draft) => remarks.flatMap(({ keys }) => keys.map(dotted));

const dotted = (key: string) => key.replaceAll('[', '.').replaceAll(']', '');

/** Something in values that settings have elsewhere, by another name. */
interface Part {
  /** The keys that it is made of, dotted. */
  readonly keys: readonly string[];
  readonly content: object;
}

function compareParts(before: readonly Part[], after: readonly Part[], remarked: readonly string[]) {
  const lost = before.filter((it) => !after.some((other) => isDeepStrictEqual(it.content, other.content)));
  const isSaid = ({ keys }: Part) =>
    keys.some((key) => isPartOfRemark(key, remarked) || remarked.some((it) => it.startsWith(`${key}.`)));
  return { isSame: lost.length === 0, isExplained: lost.every(isSaid) };
}

/** What files contain, whatever their keys are. */
function filesIn(values: Mapping): Part[] {
  const files = valueIn(values, FILES_AT);
  return named(files).map(([key, { mountPath, mode = 0o644, stringData, binaryData, data }]) => {
    const text = typeof stringData === 'string' ? Buffer.from(stringData).toString('base64') : binaryData;
    return { keys: [[...FILES_AT, key].join('.')], content: { mountPath, mode, text, data } };
  });
}

/** What is mounted where, whatever the volumes are called. */
function foldersIn(values: Mapping): Part[] {
  const [volumes, mounts] = [VOLUMES_AT, MOUNTS_AT].map((at) => named(valueIn(values, at)));
  return (mounts ?? []).map(([key, { name, mountPath, ...mount }]) => {
    const [of, { name: _, ...source }] = volumes?.find(([, it]) => it.name === name) ?? ['', {} as Mapping];
    const isReadOnly =
      mount.readOnly === true ||
      isMapping(source.configMap) ||
      isMapping(source.secret) ||
      Object.values(source).some((it) => isMapping(it) && it.readOnly === true);
    const content = {
      mountPath: withoutSlash(String(mountPath)),
      ...mount,
      readOnly: isReadOnly,
      where: whereOf(source),
    };
    return { keys: [[...MOUNTS_AT, key].join('.'), [...VOLUMES_AT, of].join('.')], content };
  });
}

/** A source of a volume, without what is written and says nothing. */
const whereOf = (source: Mapping) =>
  Object.fromEntries(Object.entries(source).map(([kind, it]) => [kind, isMapping(it) ? plainSource(kind, it) : it]));

function plainSource(kind: string, { readOnly: _, ...fields }: Mapping): Mapping {
  const said = Object.entries(fields).filter(([, it]) => it !== '' && it !== undefined && it !== null);
  const { sizeLimit, ...others } = Object.fromEntries(said);
  return {
    ...(kind === 'hostPath' && { type: 'Directory' }),
    ...others,
    ...(sizeLimit !== undefined && { sizeLimit: kubernetesBytes(sizeLimit) }),
  };
}

/** Items of a list or a mapping, by index or name. */
const named = (value: unknown) =>
  Object.entries((value ?? {}) as object).filter((it): it is [string, Mapping] => isMapping(it[1]));

function compareServers(before: Mapping, after: Mapping, remarked: readonly string[]) {
  const [old, today] = [offeredServers(before), offeredServers(after)];
  const lost = old.filter((it) => !today.some((other) => isSameServer(it, other)));
  const different = lost
    .map((it) => ({
      key: it.profile === undefined ? 'singleuser' : `singleuser.profileList[${it.profile}]`,
      before: it.traits,
      after: undefined,
    }))
    .filter(({ key }) => !isServerExplained(key, remarked));
  return { same: old.length - lost.length, all: old.length, different };
}

/** A server is compared as a whole: what is said of any part of its profile is said of it. */
const isServerExplained = (key: string, remarked: readonly string[]) =>
  isPartOfRemark(dotted(key), remarked) ||
  remarked.some((it) => it.startsWith(`${dotted(key)}.`) && OF_SERVERS.test(it));

function isSameServer(one: OfferedServer, other: OfferedServer): boolean {
  const [size, otherSize] = [sizePart(one.traits), sizePart(other.traits)];
  const isSized =
    typeof size === 'string' || typeof otherSize === 'string'
      ? size === otherSize
      : isSameSize(withLeast(size), withLeast(otherSize));
  const others = Object.entries(one.traits).filter(([key]) => partOf(key) !== 'size' && key !== 'image_pull_policy');
  return isSized && others.every(([key, value]) => isSameText(...whole(key, value, other.traits[key])));
}

/** An image without a tag is the one with the tag `latest`. */
const whole = (trait: string, ...values: [unknown, unknown]): [unknown, unknown] =>
  trait === 'image' ? [taggedImage(values[0]), taggedImage(values[1])] : values;

const taggedImage = (image: unknown) =>
  typeof image !== 'string' || /[@]|:[^/]*$/.test(image) ? image : `${image}:latest`;

/** A size has to reserve something, also where the chart reserved nothing. */
const withLeast = (size: Exclude<ReturnType<typeof sizePart>, string>) => ({
  ...size,
  cpu: { ...size.cpu, guarantee: size.cpu.guarantee ?? 0.05 },
  memory: { ...size.memory, guarantee: size.memory.guarantee ?? 256 * 2 ** 20 },
});
