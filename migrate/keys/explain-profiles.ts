import { isMapping } from '../../system/mapping.ts';
import type { ChartSource } from '../chart-source.ts';
import type { Draft } from '../draft.ts';
import type { OfferedServer } from '../offered-servers.ts';
import { partOf } from '../server-parts.ts';
import { asDescription, distinct, groupsOf, isOfSameSize, isSameImage, type Split } from './splits.ts';

export const PROFILES = 'singleuser.profileList';
/** Labels that a cloud, or k3s, gives to nodes: nobody else should. */
export const OF_CLOUDS =
  /^(beta|node)\.kubernetes\.io\/instance-type$|^(agentpool|(topology\.kubernetes\.io|cloud\.google\.com|eks\.amazonaws\.com|kubernetes\.azure\.com|alpha\.eksctl\.io|karpenter\.\w+)\/.*)$/;

/** Says which profiles stay raw, and what images and sizes do not say of the others. */
export function explain(
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
    for (const option of Object.values(options)) {
      const own = isMapping(option) && isMapping(option.unlisted_choice) ? option.unlisted_choice : {};
      if (own.enabled) draft.decide([`${PROFILES}[${i}]`], textOfOwn(own.kubespawner_override));
    }
  });
}

/** What no setting says: that users type a value of their own. */
function textOfOwn(override: unknown): string {
  const traits = isMapping(override) ? Object.keys(override) : [];
  if (traits.length === 0 || traits.includes('image'))
    return 'users could type an image of their own: list those that they need in images';
  const isSize = traits.every((it) => partOf(it) === 'size');
  return `users could type ${traits.join(', ')} themselves: ${isSize ? 'list what they need in sizes' : 'no setting lets them'}`;
}

/** Says what became of profiles that only some could choose: a restriction of the image or of the size is one of the pair. */
export function explainGroups(draft: Draft, splits: readonly Split[], raw: readonly OfferedServer[]): void {
  const isForAll = (it: Split, isSame: (one: Split, other: Split) => boolean) =>
    groupsOf(splits.filter((other) => isSame(it, other))) === undefined;
  const restricted = splits.filter(({ server }) => server.groups !== undefined);
  const open = restricted.filter((it) => isForAll(it, isSameImage) && isForAll(it, isOfSameSize));
  for (const profile of new Set([...restricted.map(({ server }) => server), ...raw].map((it) => it.profile))) {
    const isOpen = open.some(({ server }) => server.profile === profile) || raw.some((it) => it.profile === profile);
    const text = isOpen
      ? 'was for some groups or teams only: set `groups` of its image or size'
      : 'was for some groups or teams only, and so is its image or size now';
    draft.decide([`${PROFILES}[${profile}]`], text);
  }
}

/** Says which labels of nodes are left out, since only a cloud gives them. */
export function explainLabels(draft: Draft, servers: readonly OfferedServer[]): void {
  const labels = servers.flatMap(({ traits }) =>
    Object.keys(isMapping(traits.node_selector) ? traits.node_selector : {}),
  );
  const ofClouds = [...new Set(labels.filter((it) => OF_CLOUDS.test(it)))];
  if (ofClouds.length === 0) return;
  const text = `chose machines of a cloud by ${ofClouds.join(', ')}: where a size needs certain nodes, give them a label in cluster, and set nodeSelector`;
  draft.decide([PROFILES, 'singleuser.nodeSelector'], text);
}

/** Images and sizes are chosen apart from each other. */
export function explainProduct(draft: Draft, splits: readonly Split[]): void {
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

/** Descriptions of a pair of an image and a size, of which neither has it. */
export function explainDescriptions(draft: Draft, splits: readonly Split[]): void {
  const made = [draft.get(['images']), draft.get(['sizes'])].flat().map((it) => (isMapping(it) ? it.description : ''));
  for (const { server } of splits)
    for (const { title, description } of server.layers) {
      const text = asDescription(description);
      if (text === undefined || made.includes(text)) continue;
      draft.decide(
        [],
        `the description of \`${title}\` is in no image or size, since others have the same: set \`description\` of one to "${text}"`,
      );
    }
}
