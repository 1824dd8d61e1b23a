import { isFloating, parseReference } from '../../platform/image-reference.ts';
import { isPullable } from '../../platform/pullable.ts';
import type { Settings } from '../../platform/schema/platform.ts';
import { containersOf } from '../../platform/server-containers.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';

/** Images whose tag may move. Without internet access a node cannot check for the current one, so there it is an error. */
export function checkImages(settings: Settings): SettingsProblem[] {
  const { images, hub, servers } = settings;
  const pulled: [PathSegment[], string | undefined, string][] = [
    ...images.map(({ image }, i): [PathSegment[], string | undefined, string] => [
      ['images', i, 'image'],
      image,
      OF_SERVERS,
    ]),
    ...containersOf(servers).map(({ list, i, it }): [PathSegment[], string, string] => [
      ['servers', list, i, 'image'],
      it.image,
      OF_SERVERS,
    ]),
    [['hub', 'image'], hub.image, "each start of the hub's pod may bring another JupyterHub, and there is no way back"],
  ];
  return pulled.flatMap(([path, reference, cost]) =>
    reference === undefined || !isFloating(reference)
      ? []
      : isPullable(settings, reference)
        ? [floating(path, reference, cost)]
        : [{ ...floating(path, reference, 'no node can pull it without internet access'), severity: 'error' as const }],
  );
}

const OF_SERVERS =
  'it may change under running users, there is no way back to an earlier one, and every server start queries the registry';

/** A warning for the base of an image that is built here: the tag is derived from the base's name. */
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
    fix: `set a version such as ${name}:1.2.3, or a digest`,
  };
}
