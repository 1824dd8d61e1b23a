import { isPullPolicy, isSample, parseReference, pullPolicy } from '../../platform/image-reference.ts';
import { chartDefaults } from '../../settings/raw-values/chart-facts.ts';
import { isMapping, type Mapping, withDefaults } from '../../system/mapping.ts';
import { isSecret } from '../../system/secret-forms.ts';
import { ChartSource } from '../chart-source.ts';
import type { Draft } from '../draft.ts';
import { type KeyMapping, Unfit } from '../key-mapping.ts';
import { asList } from '../named-lists.ts';
import { imageOf, type OfferedServer, offeredServers } from '../offered-servers.ts';
import { isEmpty, valueIn } from '../paths.ts';
import { partOf, type SizePart, sizePart } from '../server-parts.ts';
import {
  explain,
  explainDescriptions,
  explainGroups,
  explainLabels,
  explainProduct,
  OF_CLOUDS,
  PROFILES,
} from './explain-profiles.ts';
import { images, sizes } from './offered-lists.ts';
import { asCommand, asPage } from './servers.ts';
import type { ImagePart, Split } from './splits.ts';

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

const AMOUNTS = ['cpu_guarantee', 'cpu_limit', 'mem_guarantee', 'mem_limit'];

/** The images and sizes that `singleuser` and its profiles offer. */
export const imagesAndSizes: readonly KeyMapping[] = [{ from: [...FOLDED, PROFILES], to: ['images', 'sizes'], move }];

function move(source: ChartSource, draft: Draft): void {
  const servers = offeredServers(withDefaults(chartDefaults(), source.rest) as Mapping);
  const before = new ChartSource(source.rest);
  const profiles = source.get(PROFILES);
  const count = Array.isArray(profiles) ? profiles.length : 0;
  const policy = pullPolicyOfAll(servers);
  if (policy !== undefined) {
    const key = 'singleuser.image.pullPolicy';
    draft.set(['servers', 'pullPolicy'], policy, [source.take(key) === policy ? key : PROFILES]);
  }
  const reasons = servers.map((it) => unsplittable(it, policy));
  const rawProfiles = new Set(servers.flatMap((it, i) => (reasons[i] === undefined ? [] : [it.profile])));
  const typed = servers.filter((it) => !rawProfiles.has(it.profile));
  const usable = typed.length > 0 ? typed : [baseServer(source)];
  const splits = usable.map((server): Split => ({ server, ...partsOf(server) }));
  const keysOf = (base: string) =>
    uniq(splits.map(({ server: { profile } }) => (profile === undefined ? base : `${PROFILES}[${profile}]`)));
  draft.set(['images'], images(splits), keysOf('singleuser.image'));
  draft.set(['sizes'], sizes(splits, draft), keysOf('singleuser'));
  explainSample(draft, splits, keysOf('singleuser.image'));
  explain(source, draft, servers, reasons, count);
  if (typed.length > 0) explainProduct(draft, splits);
  explainDescriptions(draft, splits);
  explainGroups(
    draft,
    splits,
    servers.filter((it) => rawProfiles.has(it.profile) && it.groups !== undefined),
  );
  explainLabels(draft, usable);
  takeFolded(source, draft);
  keepProfiles(source, profiles, rawProfiles, baseServer(before).traits);
}

/** The sample image of a chart has the JupyterHub of that chart, with which that of another one does not work. */
function explainSample(draft: Draft, splits: readonly Split[], keys: readonly string[]): void {
  const today = String(imageOf(valueIn(chartDefaults(), ['singleuser', 'image'])));
  const older = splits.map(({ image }) => image.image).find((it) => isSample(it) && it !== today);
  if (older === undefined) return;
  draft.decide(
    keys,
    `${older} is the sample of another version of the chart: write ${today}, or an image of yours with JupyterHub 5`,
  );
}

/** A raw profile as it was, though images and sizes now say what every server has. */
function onBase(profile: Mapping, base: Mapping): Mapping {
  const own = isMapping(profile.kubespawner_override) ? profile.kubespawner_override : {};
  const usual = ['image', ...AMOUNTS].map((it) => [it, base[it] ?? null]);
  const asked = ['node_selector', 'extra_resource_limits', 'extra_resource_guarantees'].flatMap((it) => {
    const [of, more] = [base[it], own[it]];
    return isMapping(of) && !isEmpty(of) ? [[it, isMapping(more) ? { ...of, ...more } : (more ?? of)]] : [];
  });
  const extra = Array.isArray(base.tolerations) ? base.tolerations : [];
  // A list of a profile takes the place of the chart's own.
  const tolerations = [...asList(valueIn(chartDefaults(), ['scheduling', 'userPods', 'tolerations'])), ...extra];
  return {
    ...profile,
    kubespawner_override: {
      ...Object.fromEntries(usual),
      ...(extra.length > 0 && { tolerations }),
      ...own,
      ...Object.fromEntries(asked),
    },
  };
}

const uniq = (all: readonly string[]) => [...new Set(all)];

/** Without profiles, and with what makes no size left to the raw values. */
function baseServer(source: ChartSource): OfferedServer {
  const { singleuser } = source.rest;
  const { profileList: _, ...rest } = isMapping(singleuser) ? singleuser : {};
  const [server] = offeredServers(withDefaults(chartDefaults(), { singleuser: rest }) as Mapping);
  const { traits } = server as OfferedServer;
  const size = sizePart(traits);
  return { ...(server as OfferedServer), traits: typeof size === 'string' ? withoutUnfit(traits) : traits };
}

/** Without what makes no size: devices first, then what is no amount, such as what a template is to fill in. */
function withoutUnfit(traits: Mapping): Mapping {
  const { extra_resource_limits: _limits, extra_resource_guarantees: _guarantees, ...plain } = traits;
  const fit = Object.entries(plain).filter(([key, value]) => typeof sizePart({ [key]: value }) !== 'string');
  return Object.fromEntries(fit);
}

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

/** The policy by which all servers pull their images; undefined if none is said, or not by all. */
function pullPolicyOfAll(servers: readonly OfferedServer[]): string | undefined {
  const [policy, ...others] = uniq(servers.map(({ traits }) => String(traits.image_pull_policy)));
  return others.length === 0 && isPullPolicy(policy) ? policy : undefined;
}

/**
 * Why images and sizes cannot say what a server is; undefined where they can.
 *
 * @param usual the policy by which all pull their images, if there is one
 */
function unsplittable(server: OfferedServer, usual: string | undefined): string | undefined {
  const set = server.layers.flatMap(({ override }) => Object.keys(override));
  const others = uniq(set.filter((it) => partOf(it) === 'other'));
  if (others.length > 0) return `its profile sets ${others.join(', ')}`;
  if (typeof server.traits.image !== 'string' || parseReference(server.traits.image) === undefined)
    return 'its image is not a reference of an image';
  const policy = server.traits.image_pull_policy;
  if (policy !== undefined && policy !== (usual ?? pullPolicy(server.traits.image)))
    return 'its profile sets image_pull_policy';
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

/** Takes what images, sizes and raw profiles have from now on; what no size can ask for stays. */
function takeFolded(source: ChartSource, draft: Draft): void {
  const [base] = offeredServers(withDefaults(chartDefaults(), source.rest) as Mapping);
  const unfit = sizePart({ ...base?.traits, ...(base?.layers.length && { cpu_limit: undefined }) });
  for (const key of FOLDED) {
    const isUnfit = typeof unfit === 'string' && key === 'singleuser.extraResource';
    if (isUnfit && source.get(key) !== undefined) draft.raw([key], unfit);
    if (!isUnfit) source.take(key);
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
