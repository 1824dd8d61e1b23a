import { isPullPolicy } from '../../platform/image-reference.ts';
import { checkFilledIn } from '../../settings/raw-values/templates.ts';
import { isMapping } from '../../system/mapping.ts';
import { isSecret } from '../../system/secret-forms.ts';
import type { ChartSource } from '../chart-source.ts';
import { duration, withoutSlash } from '../conversions.ts';
import type { Draft } from '../draft.ts';
import { type KeyMapping, same, Unfit } from '../key-mapping.ts';
import { withList } from '../named-lists.ts';
import { asVariable } from './services-and-roles.ts';

const ENVIRONMENT = 'singleuser.extraEnv';

const NAMED = 'hub.allowNamedServers';
const LIMIT = 'hub.namedServerLimitPerUser';

const asId = (value: unknown) => (Number.isInteger(value) ? value : new Unfit('not a number'));

/** `singleuser`: what every server has, whatever its image and size. */
export const servers: readonly KeyMapping[] = [
  { from: [ENVIRONMENT], to: ['servers.environment'], move: moveEnvironment },
  same('singleuser.defaultUrl', 'servers.defaultUrl', asPage),
  same('singleuser.cmd', 'servers.command', asCommand),
  same('singleuser.startTimeout', 'servers.startTimeout', duration),
  same('singleuser.image.pullPolicy', 'servers.pullPolicy', (value) =>
    value === '' ? undefined : isPullPolicy(value) ? value : new Unfit('not a policy'),
  ),
  same('singleuser.lifecycleHooks.postStart.exec.command', 'servers.postStart', asCommand),
  { from: [NAMED, LIMIT], to: ['servers.namedServers'], move: moveNamedServers },
  same('singleuser.uid', 'servers.user', asId),
  same('singleuser.fsGid', 'servers.group', asId),
  same('singleuser.storage.homeMountPath', 'storage.home.path', (value) =>
    typeof value === 'string' ? withoutSlash(value) : new Unfit('not a path'),
  ),
];

/** The page that a server opens; a path has to begin with a slash. */
export function asPage(value: unknown): string | Unfit {
  return typeof value === 'string' && /^\/\S*$/.test(value) ? value : new Unfit('not the path of a page');
}

/** A program and its arguments, of which a single text is the program. */
export function asCommand(value: unknown): string[] | Unfit {
  const list = typeof value === 'string' ? [value] : value;
  const isCommand = Array.isArray(list) && list.length > 0 && list.every((it) => typeof it === 'string');
  return isCommand ? (list as string[]) : new Unfit('not a program with its arguments');
}

/** A limit of 0 is none, which no setting says; without named servers, a limit says nothing. */
function moveNamedServers(source: ChartSource, draft: Draft): void {
  const [isAllowed, limit] = [source.get(NAMED), source.get(LIMIT)];
  if (isAllowed !== true || !Number.isInteger(limit) || Number(limit) < 1 || Number(limit) > 100) {
    if (isAllowed === true) draft.raw([NAMED], 'named servers without a limit from 1 to 100');
    return;
  }
  for (const key of [NAMED, LIMIT]) source.take(key);
  draft.set(['servers', 'namedServers'], limit, [NAMED, LIMIT]);
}

interface Variable {
  readonly name: string;
  readonly value: unknown;
  /** As it stands in the values. */
  readonly item: unknown;
}

/**
 * Texts become settings, and secrets their sources; what Kubernetes reads from elsewhere stays. The sources have names of
 * their own: whoever runs `synth` may have an `AWS_SECRET_ACCESS_KEY` or `http_proxy`, which is not for the servers of all.
 */
function moveEnvironment(source: ChartSource, draft: Draft): void {
  const given = source.get(ENVIRONMENT);
  const variables = variablesOf(given);
  const moved = variables.filter((it) => typeof it.value === 'string');
  for (const { name, value } of moved) {
    const path = ['servers', 'environment', name];
    if (isSecret(name, String(value)))
      draft.setSecret(path, `SERVERS_${asVariable(name)}`, `${ENVIRONMENT}.${name}`, value);
    else setText(name, String(value), draft);
  }
  if (moved.length === 0) return;
  const rest = variables.filter((it) => typeof it.value !== 'string');
  if (rest.length > 0)
    draft.raw([ENVIRONMENT], `Kubernetes reads it from elsewhere: ${rest.map((it) => it.name).join(', ')}`);
  if (Array.isArray(given))
    withList(
      source,
      ENVIRONMENT,
      rest.map((it) => it.item),
    );
  else for (const { name } of moved) source.take([...ENVIRONMENT.split('.'), name]);
}

/** A value in braces that no hub knows, such as `{JUPYTER_IMAGE_SPEC}` of Dask, is for what reads the variable. */
function setText(name: string, value: string, draft: Draft): void {
  const path = ['servers', 'environment', name];
  const keys = [`${ENVIRONMENT}.${name}`];
  const isLiteral = checkFilledIn(value, path, 'environment').length > 0;
  draft.set(path, isLiteral ? value.replace(/[{}]/g, '$&$&') : value, keys);
  if (isLiteral)
    draft.decide(keys, 'has braces that are not for the hub: they are doubled, which servers get as single ones');
}

function variablesOf(given: unknown): Variable[] {
  if (Array.isArray(given))
    return given.filter(isMapping).map((item) => ({ name: String(item.name), value: item.value, item }));
  return isMapping(given) ? Object.entries(given).map(([name, item]) => ({ name, value: item, item })) : [];
}
