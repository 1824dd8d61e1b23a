import { isMapping, type Mapping } from '../../system/mapping.ts';
import type { PathSegment } from '../../system/problem.ts';
import { isSecret } from '../../system/secret-forms.ts';
import type { ChartSource } from '../chart-source.ts';
import type { Draft } from '../draft.ts';
import type { KeyMapping } from '../key-mapping.ts';
import { isEmpty } from '../paths.ts';
import { isPlaceholder } from '../templates.ts';

/** A field of the chart's, the setting that it becomes, and JupyterHub's default. What has another type stays as it is. */
type Field = readonly [field: string, setting: string, type: 'text' | 'flag' | 'texts', preset?: boolean];

const OF_SERVICE: readonly Field[] = [
  ['url', 'url', 'text'],
  ['admin', 'admin', 'flag', false],
  ['display', 'display', 'flag', true],
  ['command', 'command', 'texts'],
  ['oauth_redirect_uri', 'oauthRedirectUri', 'text'],
  ['oauth_client_allowed_scopes', 'oauthClientAllowedScopes', 'texts'],
  ['oauth_no_confirm', 'oauthNoConfirm', 'flag', false],
];

const OF_ROLE: readonly Field[] = [
  ['description', 'description', 'text'],
  ['users', 'users', 'texts'],
  ['groups', 'groups', 'texts'],
  ['services', 'services', 'texts'],
];

/** `hub.services` and `hub.loadRoles`: what a field of them is that has no setting stays beside it, as a raw value. */
export const servicesAndRoles: readonly KeyMapping[] = [
  { from: ['hub.services'], to: ['hub.services'], move: moveServices },
  { from: ['hub.loadRoles'], to: ['hub.roles'], move: moveRoles },
];

function moveServices(source: ChartSource, draft: Draft): void {
  for (const [name, service] of named(source, 'hub.services')) {
    const at = ['hub', 'services', name];
    const isManaged = service.command !== undefined && service.command !== null;
    if (isManaged && typeof service.url === 'string' && !/^https?:\/\/hub(:|\/|$)/.test(service.url)) {
      draft.raw(
        [at.join('.')],
        'the hub runs it, and the proxy does not find it under that url: write http://hub:PORT',
      );
      continue;
    }
    const path = add(draft, 'services', { name }, at);
    moveName(source, draft, at);
    moveFields(source, draft, { at, path, fields: OF_SERVICE });
    moveToken(source, draft, { at, path, name });
    moveEnvironment(source, draft, { at, path, name });
    if (isEmpty(source.get(at))) source.take(at); // a name alone
  }
}

function moveRoles(source: ChartSource, draft: Draft): void {
  for (const [name, role] of named(source, 'hub.loadRoles')) {
    const at = ['hub', 'loadRoles', name];
    const { scopes } = role;
    // What it lacks of the one of JupyterHub comes from that.
    if (name === 'admin' || !isTexts(scopes) || scopes.length === 0) {
      draft.raw([at.join('.')], name === 'admin' ? 'administrators are those of auth' : 'it has no list of scopes');
      continue;
    }
    const path = add(draft, 'roles', { name, scopes }, at);
    source.take([...at, 'scopes']);
    moveName(source, draft, at);
    moveFields(source, draft, { at, path, fields: OF_ROLE });
  }
}

/** What is called by its key, as settings have it; the chart makes the key of a token from that. */
function named(source: ChartSource, key: string): (readonly [string, Mapping])[] {
  const all = source.get(key);
  return Object.entries(isMapping(all) ? all : {}).flatMap(([name, it]) =>
    isMapping(it) && (it.name === undefined || it.name === name) ? [[name, it] as const] : [],
  );
}

/** Adds to a list of settings. @returns the path of the new item */
function add(draft: Draft, list: 'services' | 'roles', item: Mapping, at: readonly string[]): PathSegment[] {
  const path = ['hub', list];
  if (draft.get(path) === undefined) draft.set(path, []);
  const index = (draft.get(path) as unknown[]).length;
  draft.set([...path, index], { ...item }, [at.join('.')]);
  return [...path, index];
}

function moveName(source: ChartSource, draft: Draft, at: readonly string[]): void {
  if (source.take([...at, 'name']) !== undefined) draft.dropped([`${at.join('.')}.name`], 'is so anyway');
}

/** Where something is in the values, and where in the settings. */
interface Place {
  readonly at: readonly string[];
  readonly path: readonly PathSegment[];
}

function moveFields(
  source: ChartSource,
  draft: Draft,
  { at, path, fields }: Place & { readonly fields: readonly Field[] },
): void {
  for (const [field, setting, type, preset] of fields) {
    const value = source.get([...at, field]);
    const converted = type === 'texts' && typeof value === 'string' ? [value] : value;
    if (value === undefined || !isOf(type, converted)) continue;
    source.take([...at, field]);
    const keys = [[...at, field].join('.')];
    if (value === preset) draft.dropped(keys, 'is so anyway');
    else draft.set([...path, setting], converted, keys);
  }
}

function isOf(type: Field[2], value: unknown): boolean {
  if (type === 'texts') return isTexts(value);
  return typeof value === (type === 'flag' ? 'boolean' : 'string');
}

const isTexts = (value: unknown): value is string[] =>
  Array.isArray(value) && value.every((it) => typeof it === 'string');

/** The chart makes one where there is none. */
function moveToken(source: ChartSource, draft: Draft, { at, path, name }: Place & { readonly name: string }): void {
  const field = ['apiToken', 'api_token'].find((it) => typeof source.get([...at, it]) === 'string');
  if (field === undefined) return;
  const token = source.take([...at, field]);
  if (token === '') return;
  draft.setSecret([...path, 'apiToken'], `${asVariable(name)}_API_TOKEN`, [...at, field].join('.'), token);
}

function moveEnvironment(
  source: ChartSource,
  draft: Draft,
  { at, path, name }: Place & { readonly name: string },
): void {
  const environment = source.get([...at, 'environment']);
  for (const [variable, value] of Object.entries(isMapping(environment) ? environment : {})) {
    if (!['string', 'number', 'boolean'].includes(typeof value)) continue;
    const [key, setting] = [
      [...at, 'environment', variable],
      [...path, 'environment', variable],
    ];
    source.take(key);
    const text = String(value);
    if (isSecret(variable, text) || isPlaceholder(text))
      draft.setSecret(setting, `${asVariable(name)}_${asVariable(variable)}`, key.join('.'), text);
    else draft.set(setting, text, [key.join('.')]);
  }
}

export const asVariable = (name: string) =>
  name
    .replace(/[^A-Za-z0-9]+/g, '_')
    .replace(/^(?=\d)/, '_')
    .toUpperCase();
