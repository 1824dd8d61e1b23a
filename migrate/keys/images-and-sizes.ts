import { isDeepStrictEqual } from 'node:util';
import { parseReference, pullPolicy } from '../../platform/image-reference.ts';
import { chartDefaults } from '../../settings/raw-values/chart-facts.ts';
import { isMapping, type Mapping, withDefaults } from '../../system/mapping.ts';
import { isSecret } from '../../system/secret-forms.ts';
import { ChartSource } from '../chart-source.ts';
import { cpu, nameFrom, plainText, spawnerMemory, titleFrom } from '../conversions.ts';
import type { Draft } from '../draft.ts';
import { type KeyMapping, Unfit } from '../key-mapping.ts';
import { type Layer, type OfferedServer, offeredServers } from '../offered-servers.ts';
import { isSameSize, type Part, partOf, type SizePart, sizePart } from '../server-parts.ts';
import { asCommand, asPage } from './servers.ts';

const PROFILES = 'singleuser.profileList';
/** Keys that are part of every image or size afterwards. */
const FOLDED = [
  'singleuser.image.name',
  'singleuser.image.tag',
  'singleuser.cpu',
  'singleuser.memory',
  'singleuser.extraResource',
  'singleuser.nodeSelector',
  'singleuser.extraTolerations',
];

/** The images and sizes that `singleuser` and its profiles offer. */
export const imagesAndSizes: readonly KeyMapping[] = [{ from: [...FOLDED, PROFILES], to: ['images', 'sizes'], move }];

/** What an image says of a server. */
interface ImagePart {
  readonly image: string;
  readonly defaultUrl?: string;
  readonly command?: readonly string[];
  readonly environment?: Mapping;
}

/** A server that images and sizes can say. */
interface Split {
  readonly server: OfferedServer;
  readonly image: ImagePart;
  readonly size: SizePart;
}

function move(source: ChartSource, draft: Draft): void {
  const servers = offeredServers(withDefaults(chartDefaults(), source.rest) as Mapping);
  const before = new ChartSource(source.rest);
  const profiles = source.get(PROFILES);
  const count = Array.isArray(profiles) ? profiles.length : 0;
  const reasons = servers.map(unsplittable);
  const rawProfiles = new Set(servers.flatMap((it, i) => (reasons[i] === undefined ? [] : [it.profile])));
  const typed = servers.filter((it) => !rawProfiles.has(it.profile));
  const usable = typed.length > 0 ? typed : [baseServer(source)];
  const splits = usable.map((server): Split => ({ server, ...partsOf(server) }));
  const keysOf = (split: Split) => [
    split.server.profile === undefined ? 'singleuser' : `${PROFILES}[${split.server.profile}]`,
  ];
  draft.set(['images'], images(splits), uniq(splits.flatMap(keysOf)));
  draft.set(['sizes'], sizes(splits, draft), uniq(splits.flatMap(keysOf)));
  explain(source, draft, servers, reasons, count);
  if (typed.length > 0) explainProduct(draft, splits);
  explainLabels(draft, usable);
  takeFolded(source, draft, rawProfiles.size > 0 && count > 0);
  keepProfiles(source, profiles, rawProfiles, baseServer(before).traits);
}

/** A raw profile as it was, though images and sizes now say what every server has. */
function onBase(profile: Mapping, base: Mapping): Mapping {
  const own = isMapping(profile.kubespawner_override) ? profile.kubespawner_override : {};
  const usual = ['image', 'cpu_guarantee', 'cpu_limit', 'mem_guarantee', 'mem_limit'].map((it) => [
    it,
    base[it] ?? null,
  ]);
  return { ...profile, kubespawner_override: { ...Object.fromEntries(usual), ...own } };
}

const uniq = (all: readonly string[]) => [...new Set(all)];

/** Without profiles, and with what makes no size left to the raw values. */
function baseServer(source: ChartSource): OfferedServer {
  const { singleuser } = source.rest;
  const { profileList: _, ...rest } = isMapping(singleuser) ? singleuser : {};
  const [server] = offeredServers(withDefaults(chartDefaults(), { singleuser: rest }) as Mapping);
  const { traits } = server as OfferedServer;
  const size = sizePart(traits);
  const { extra_resource_limits: _limits, extra_resource_guarantees: _guarantees, ...plain } = traits;
  return { ...(server as OfferedServer), traits: typeof size === 'string' ? plain : traits };
}

/** Labels that a cloud, or k3s, gives to nodes: nobody else should. */
const OF_CLOUDS =
  /^(beta|node)\.kubernetes\.io\/instance-type$|^(agentpool|(topology\.kubernetes\.io|cloud\.google\.com|eks\.amazonaws\.com|kubernetes\.azure\.com|alpha\.eksctl\.io|karpenter\.\w+)\/.*)$/;

function partsOf({ traits }: OfferedServer): { image: ImagePart; size: SizePart } {
  const size = sizePart(traits) as SizePart;
  const kept = Object.entries(size.nodeSelector).filter(([label]) => !OF_CLOUDS.test(label));
  const image = {
    image: String(traits.image),
    ...(traits.default_url !== undefined && { defaultUrl: String(traits.default_url) }),
    ...(traits.cmd !== undefined && { command: asCommand(traits.cmd) as string[] }),
    ...(isMapping(traits.environment) && { environment: traits.environment }),
  };
  return { image, size: { ...size, nodeSelector: Object.fromEntries(kept) } };
}

/** Why images and sizes cannot say what a server is; undefined where they can. */
function unsplittable(server: OfferedServer): string | undefined {
  const set = server.layers.flatMap(({ override }) => Object.keys(override));
  const others = uniq(set.filter((it) => partOf(it) === 'other'));
  if (others.length > 0) return `its profile sets ${others.join(', ')}`;
  if (typeof server.traits.image !== 'string' || parseReference(server.traits.image) === undefined)
    return 'its image is not a reference of an image';
  const policy = server.traits.image_pull_policy;
  if (policy !== undefined && policy !== pullPolicy(server.traits.image)) return 'its profile sets image_pull_policy';
  const { default_url: page, cmd, environment = {} } = server.traits;
  if (page !== undefined && asPage(page) instanceof Unfit) return 'its default_url is not the path of a page';
  if (cmd !== undefined && asCommand(cmd) instanceof Unfit) return 'its cmd is not a program with its arguments';
  const isText =
    isMapping(environment) &&
    Object.entries(environment).every(([name, it]) => typeof it === 'string' && !isSecret(name, it));
  if (!isText) return 'its environment is not all plain text';
  const size = sizePart(server.traits);
  return typeof size === 'string' ? size : undefined;
}

/** The layers that set a part of a server. */
const layersOf = ({ layers }: OfferedServer, part: Part): Layer[] =>
  layers.filter(({ override }) => Object.keys(override).some((it) => partOf(it) === part));

/** The titles that a part of a server has in the layers that set it. */
function titleOf(server: OfferedServer, part: Part): string | undefined {
  const titles = layersOf(server, part).map((it) => it.title);
  return titleFrom(titles.join(', '));
}

function images(splits: readonly Split[]): object[] {
  const taken = new Set<string>();
  const firsts = distinct(splits, isSameImage);
  const chosen = splits.find((it) => it.server.isDefault)?.image;
  return firsts.map(({ image: part }) => {
    const own = splits.filter((it) => isDeepStrictEqual(it.image, part));
    const title = onlyOne(own.map((it) => titleOf(it.server, 'image')));
    const plain = parseReference(part.image)?.name.split('/').at(-1) ?? 'image';
    const name = nameFrom(title ?? plain, 'image', taken);
    taken.add(name);
    const description = descriptionOf(own, 'image');
    const isDefault = firsts.length > 1 && isDeepStrictEqual(part, chosen);
    return {
      name,
      ...(title && title !== name && { title }),
      ...(description && { description }),
      ...part,
      ...(isDefault && { default: true }),
    };
  });
}

const isSameImage = (one: Split, other: Split) => isDeepStrictEqual(one.image, other.image);
const isOfSameSize = (one: Split, other: Split) => isSameSize(one.size, other.size);

/** The first of all that are the same. */
const distinct = (splits: readonly Split[], isSame: (one: Split, other: Split) => boolean) =>
  splits.filter((it, i) => splits.findIndex((other) => isSame(other, it)) === i);

/** What the layers say that set a part, if all say the same. */
function descriptionOf(own: readonly Split[], part: Part): string | undefined {
  const all = own.map(({ server }) =>
    layersOf(server, part)
      .map((it) => it.description)
      .find((it) => it !== undefined),
  );
  const text = plainText(onlyOne(all) ?? '');
  return text === '' ? undefined : text.slice(0, 500);
}

/** A title that is always the same; else it says more than this part. */
function onlyOne(titles: readonly (string | undefined)[]): string | undefined {
  return new Set(titles).size === 1 ? titles[0] : undefined;
}

function sizes(splits: readonly Split[], draft: Draft): object[] {
  const taken = new Set<string>();
  const firsts = distinct(splits, isOfSameSize);
  const chosen = splits.find((it) => it.server.isDefault)?.size;
  return firsts.map(({ size }) => {
    const own = splits.filter((it) => isSameSize(it.size, size));
    const given = onlyOne(own.map((it) => titleOf(it.server, 'size') ?? titleFrom(it.server.layers[0]?.title)));
    const title = given ?? amounts(size);
    const name = nameFrom(firsts.length === 1 ? 'default' : title, 'size', taken);
    taken.add(name);
    const isDefault = chosen !== undefined && firsts.length > 1 && isSameSize(chosen, size);
    const description = descriptionOf(own, 'size');
    return {
      name,
      title,
      ...(description && { description }),
      ...sizeSettings(size, draft),
      ...(isDefault && { default: true }),
    };
  });
}

function amounts({ cpu: processor, memory, gpus }: SizePart): string {
  const most = processor.limit ?? processor.guarantee;
  const bytes = memory.limit ?? memory.guarantee;
  const parts = [
    ...(most === undefined ? [] : [`${most} CPU`]),
    ...(bytes === undefined ? [] : [`${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`]),
    ...(gpus > 0 ? [`${gpus} GPU`] : []),
  ];
  return parts.length > 0 ? parts.join(', ') : 'Default';
}

/** What a size needs to reserve, where the chart reserved nothing. */
const LEAST = { cpu: '50m', memory: '256Mi' };

function sizeSettings({ cpu: processor, memory, gpus, nodeSelector, tolerations }: SizePart, draft: Draft): object {
  if (processor.guarantee === undefined) {
    draft.decide(
      ['singleuser.cpu.guarantee'],
      `nothing was reserved, and a size has to reserve some: ${LEAST.cpu} of a processor is set`,
    );
  }
  return {
    cpu: share(processor, (it) => (it === undefined ? LEAST.cpu : cpu(it))),
    memory: share(memory, (it) => (it === undefined ? LEAST.memory : spawnerMemory(it))),
    ...(gpus > 0 && { gpus }),
    ...(Object.keys(nodeSelector).length > 0 && { nodeSelector: { ...nodeSelector } }),
    ...(tolerations.length > 0 && { tolerations: tolerations.map(tolerationSetting) }),
  };
}

function share({ guarantee, limit }: SizePart['cpu'], write: (value: number | undefined) => unknown) {
  const text = (it: number | undefined) => {
    const written = write(it);
    return written instanceof Unfit ? write(undefined) : written;
  };
  return { guarantee: text(guarantee), ...(limit !== undefined && { limit: text(limit) }) };
}

const tolerationSetting = ({ key, operator, value, effect }: Mapping) => ({
  ...(key !== undefined && { key }),
  ...(operator !== undefined && operator !== 'Equal' && { operator }),
  ...(value !== undefined && value !== null && value !== '' && { value: String(value) }),
  ...(effect !== undefined && effect !== null && effect !== '' && { effect }),
});

function explain(
  source: ChartSource,
  draft: Draft,
  servers: readonly OfferedServer[],
  reasons: readonly (string | undefined)[],
  count: number,
): void {
  for (let profile = 0; profile < count; profile++) {
    const index = servers.findIndex((it, i) => it.profile === profile && reasons[i] !== undefined);
    if (index >= 0) draft.raw([`${PROFILES}[${profile}]`], reasons[index] ?? '');
  }
  const profiles = source.get(PROFILES);
  (Array.isArray(profiles) ? profiles : []).forEach((profile, i) => {
    const options = isMapping(profile) && isMapping(profile.profile_options) ? profile.profile_options : {};
    const isOpen = Object.values(options).some(
      (it) => isMapping(it) && isMapping(it.unlisted_choice) && it.unlisted_choice.enabled,
    );
    if (isOpen)
      draft.decide(
        [`${PROFILES}[${i}]`],
        'users could type an image of their own: list those that they need in images',
      );
    if (servers.some((it) => it.profile === i && it.groups !== undefined))
      draft.decide([`${PROFILES}[${i}]`], 'was for some groups or teams only: set `groups` of its image or size');
  });
}

function explainLabels(draft: Draft, servers: readonly OfferedServer[]): void {
  const labels = servers.flatMap(({ traits }) =>
    Object.keys(isMapping(traits.node_selector) ? traits.node_selector : {}),
  );
  const ofClouds = uniq(labels.filter((it) => OF_CLOUDS.test(it)));
  if (ofClouds.length === 0) return;
  const text = `chose machines of a cloud by ${ofClouds.join(', ')}: where a size needs certain nodes, give them a label in cluster, and set nodeSelector`;
  draft.decide([PROFILES, 'singleuser.nodeSelector'], text);
}

/** Images and sizes are chosen apart from each other. */
function explainProduct(draft: Draft, splits: readonly Split[]): void {
  const count = distinct(splits, isSameImage).length;
  const sizesCount = distinct(splits, isOfSameSize).length;
  const offered = distinct(splits, (one, other) => isSameImage(one, other) && isOfSameSize(one, other)).length;
  if (count * sizesCount > offered) {
    draft.decide(
      [PROFILES],
      `offered ${offered} pairs of an image and a size, and now each of ${count} images runs in each of ${sizesCount} sizes: limit some with \`groups\``,
    );
  }
}

/** Raw profiles still build on what every server has. */
function takeFolded(source: ChartSource, draft: Draft, hasRawProfiles: boolean): void {
  const [base] = offeredServers(withDefaults(chartDefaults(), source.rest) as Mapping);
  const unfit = sizePart({ ...base?.traits, ...(base?.layers.length && { cpu_limit: undefined }) });
  for (const key of FOLDED) {
    const isNeeded = hasRawProfiles && /nodeSelector|extraTolerations|extraResource/.test(key);
    const isUnfit = typeof unfit === 'string' && key === 'singleuser.extraResource';
    if (isUnfit && source.get(key) !== undefined) draft.raw([key], unfit);
    if (!isNeeded && !isUnfit) source.take(key);
  }
}

function keepProfiles(
  source: ChartSource,
  profiles: unknown,
  raw: ReadonlySet<number | undefined>,
  base: Mapping,
): void {
  source.take(PROFILES);
  if (!Array.isArray(profiles)) return;
  const kept = profiles.filter((_, i) => raw.has(i)).map((it) => (isMapping(it) ? onBase(it, base) : it));
  if (kept.length === 0) return;
  const { singleuser } = source.rest;
  const own = isMapping(singleuser) ? singleuser : {};
  source.replace('singleuser', (values) => ({ ...values, singleuser: { ...own, profileList: kept } }));
}
