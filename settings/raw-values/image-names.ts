import { IMAGE_NAME, IMAGE_TAG } from '../../platform/image-reference.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { found } from '../explain.ts';
import type { PodValue } from './pod-values.ts';

/** Of any algorithm: nodes know more than builders make. Source: distribution/reference, `regexp.go`. */
const DIGEST = '[A-Za-z][A-Za-z0-9]*(?:[-_+.][A-Za-z][A-Za-z0-9]*)*:[0-9a-fA-F]{32,}';
/** An image as the nodes read it: host, path in lower case, tag, digest. */
const REFERENCE = new RegExp(`^${IMAGE_NAME}(?::${IMAGE_TAG})?(?:@${DIGEST})?$`);

/**
 * Finds images that no node could pull, because of how they are written.
 *
 * @param effective The values that the chart's templates read, for what raw values leave to them.
 */
export function checkImageNames(values: readonly PodValue[], effective: Mapping, depth: number): SettingsProblem[] {
  return values.flatMap(({ key, parent, value, path }) => {
    if (key === 'image' && typeof value === 'string') return check(value, path);
    if (!isMapping(value) || !(key === 'image' || parent === 'extraImages')) return [];
    return checkParts(value, path, effective, path.slice(depth).map(String));
  });
}

function check(image: string, path: readonly PathSegment[]): SettingsProblem[] {
  // A template, which KubeSpawner fills in with what a user chooses.
  if (image === '' || image.includes('{') || REFERENCE.test(image)) return [];
  return [{ path, message: `no node can pull an image with this name${found(path, image)}`, fix: remedy(image) }];
}

/** The chart writes its images as a name and a tag, and puts a colon between the two. */
function checkParts(
  given: Mapping,
  path: readonly PathSegment[],
  effective: Mapping,
  keys: readonly string[],
): SettingsProblem[] {
  const { name, tag } = (valueAt(effective, keys) ?? {}) as Mapping;
  if (typeof name !== 'string' || name === '' || typeof tag !== 'string') return [];
  const at = [...path, given.name === undefined ? 'tag' : 'name'];
  if (tag === '') {
    if (keys.join('.') === 'singleuser.image' && !isPulledBefore(effective)) return check(name, at);
    return [
      { path: [...path, 'tag'], message: `the chart turns it into "${name}:", without a tag`, fix: 'set the tag' },
    ];
  }
  const full = `${name}:${tag}`;
  if (REFERENCE.test(full)) return [];
  if (!REFERENCE.test(name) || !/[:@]/.test(name.slice(name.lastIndexOf('/')))) return check(full, at);
  const colon = name.lastIndexOf(':');
  const fix = `write name: ${name.slice(0, colon)} and tag: "${name.slice(colon + 1)}"`;
  return [{ path: at, message: `it already has a tag, and the chart turns it into "${full}"`, fix }];
}

/** Whether the chart has nodes pull the image of servers before the first one starts; its templates do want a tag. */
const isPulledBefore = (effective: Mapping) =>
  ['hook', 'continuous'].some((puller) => valueAt(effective, ['prePuller', puller, 'enabled']) !== false);

function remedy(image: string): string {
  const bare = image.trim().replace(/^[a-z]+:\/\//i, '');
  if (bare !== image && REFERENCE.test(bare)) return `write ${bare}`;
  if (REFERENCE.test(bare.toLowerCase())) return `write ${bare.toLowerCase()}`;
  return 'write it like quay.io/jupyter/minimal-notebook:2026-08-10';
}
