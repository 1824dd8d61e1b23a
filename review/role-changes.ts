import { isDeepStrictEqual } from 'node:util';
import type { Platform } from '../platform/platform.ts';
import type { HubRole, HubService } from '../platform/schema/hub-access.ts';
import type { SecretSource } from '../platform/schema/scalars.ts';
import { sourceName } from '../platform/secrets.ts';
import { type Change, keysOf, listed, matched, written } from './change.ts';
import { variableChanges } from './server-changes.ts';

/** Which services there are, and who may do what in the hub. */
export function roleChanges({ hub: before }: Platform, { hub: after }: Platform): Change[] {
  const services = matched(before.services, after.services);
  const roles = matched(before.roles, after.roles);
  const changes: Omit<Change, 'topic'>[] = [
    ...services.added.map(newService),
    ...services.removed.map(({ name, url }) => ({
      text: `Service ${name} is removed: its token stops working${url === undefined ? '' : `, and /services/${name}/`}.`,
      caution: true,
    })),
    ...services.kept.flatMap(({ previous, current }) => changedService(previous, current)),
    ...roles.added.map((role) => ({
      text: `New role ${role.name} for ${holders(role)}: ${role.scopes.join(', ')}.`,
      ...(role.scopes.some(isPowerful) && { caution: true }),
    })),
    ...roles.removed.map((role) => ({
      text: `Role ${role.name} is removed: ${holders(role)} can no longer use ${role.scopes.join(', ')}.`,
      caution: true,
    })),
    ...roles.kept.flatMap(({ previous, current }) => changedRole(previous, current)),
  ];
  return changes.map((change) => ({ topic: 'Access', ...change }));
}

/** Scopes that allow as much as an administrator may, or come near to it. Source: JupyterHub 5.5.4, `scopes.py`. */
const isPowerful = (scope: string) =>
  /^(admin:|admin-ui|tokens|shutdown|proxy|users|access:servers|inherit)/.test(scope);

function newService({ name, url, command, admin }: HubService): Omit<Change, 'topic'> {
  const place = url === undefined ? 'without pages' : `at /services/${name}/, from ${url}`;
  const runs = command === undefined ? '' : ', run by the hub';
  const may = admin ? ' It may do whatever administrators may.' : '';
  return { text: `New service ${name} ${place}${runs}.${may}`, ...(admin && { caution: true }) };
}

const LISTS = {
  users: ['user', 'users'],
  groups: ['group', 'groups'],
  services: ['service', 'services'],
} as const;

function holders(role: HubRole): string {
  const named = Object.entries(LISTS).flatMap(([key, [one, many]]) => {
    const names = role[key as keyof typeof LISTS];
    return names.length === 0 ? [] : [`${names.length === 1 ? one : many} ${listed(names)}`];
  });
  if (named.length > 0) return named.join(' and ');
  return ['user', 'server', 'token'].includes(role.name) ? `every ${role.name}` : 'nobody';
}

function changedService(previous: HubService, current: HubService): Omit<Change, 'topic'>[] {
  const { environment: before, ...old } = previous;
  const { environment: after, ...now } = current;
  const differences = differencesOf(old, now);
  const texts = [...(differences.length > 0 ? [`${differences.join('; ')}.`] : []), ...variableChanges(before, after)];
  if (texts.length === 0) return [];
  return [{ text: `Service ${now.name}: ${texts.join(' ')}`, ...(now.admin && !old.admin && { caution: true }) }];
}

function changedRole(previous: HubRole, current: HubRole): Omit<Change, 'topic'>[] {
  const differences = differencesOf(previous, current);
  if (differences.length === 0) return [];
  const gains = added(previous.scopes, current.scopes).some(isPowerful);
  return [{ text: `Role ${current.name}: ${differences.join('; ')}.`, ...(gains && { caution: true }) }];
}

/** What differs, key by key: of most lists, what comes and what goes. */
function differencesOf(previous: object, current: object): string[] {
  const [old, now] = [previous as Record<string, unknown>, current as Record<string, unknown>];
  return keysOf(old, now).flatMap((key) => {
    const [before, after] = [old[key], now[key]];
    if (isDeepStrictEqual(before, after)) return [];
    if (key === 'apiToken') return [`its token comes from ${tokenOf(after)} (was ${tokenOf(before)})`];
    if (key === 'command' || !Array.isArray(before) || !Array.isArray(after))
      return [`${key} ${shown(before)} → ${shown(after)}`];
    return [
      [key, ...added(before, after).map((it) => `+${it}`), ...added(after, before).map((it) => `-${it}`)].join(' '),
    ];
  });
}

const shown = (value: unknown) => (Array.isArray(value) ? value.join(' ') : written(value));

const tokenOf = (source: unknown) => (source === undefined ? 'the chart' : `the ${sourceName(source as SecretSource)}`);

const added = (before: readonly string[], after: readonly string[]) => after.filter((it) => !before.includes(it));
