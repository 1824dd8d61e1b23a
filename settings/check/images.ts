import { isFloating, parseReference } from '../../platform/image-reference.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

/** Images that may be others tomorrow. Without internet a node cannot ask for the one of today, so there it is an error. */
export function checkImages({ images, hub, cluster }: Settings): SettingsProblem[] {
  const pulled: [PathSegment[], string | undefined, string][] = [
    ...images.map(({ image }, i): [PathSegment[], string | undefined, string] => [
      ['images', i, 'image'],
      image,
      'it may change under running users, no earlier one can be gone back to, and every start of a server asks the registry for it',
    ]),
    [['hub', 'image'], hub.image, "each start of the hub's pod may bring another JupyterHub, and there is no way back"],
  ];
  return pulled.flatMap(([path, reference, cost]) =>
    reference === undefined || !isFloating(reference)
      ? []
      : cluster.airgap === undefined
        ? [floating(path, reference, cost)]
        : [{ ...floating(path, reference, 'no node can ask for it without internet'), severity: 'error' as const }],
  );
}

/** A warning for the base of an image that is built here: the tag is made from what the base is called. */
export function floatingBase(path: readonly PathSegment[], base: string): SettingsProblem {
  return floating(path, base, 'the tag stays the same when the base changes, so two builds under one tag may differ');
}

function floating(path: readonly PathSegment[], reference: string, cost: string): SettingsProblem {
  const { name, tag } = parseReference(reference) ?? { name: reference, tag: undefined };
  const what = tag === undefined ? `"${reference}" has no tag, which means "latest"` : `"${reference}" moves`;
  return {
    path,
    severity: 'warning',
    message: `${what}: ${cost}`,
    fix: `name a version, as in ${name}:1.2.3, or a digest`,
  };
}
