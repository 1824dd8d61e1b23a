import { mergeValues } from '../../lib/merge.ts';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { classNamed } from './authenticators.ts';
import { hubClasses } from './chart-facts.ts';
import { isA } from './hub-classes.ts';

/** OAuthenticator refuses to start with one of these and without `manage_groups`. Source: oauthenticator 17, `oauth2.py`. */
const NEED_GROUPS = ['allowed_groups', 'admin_groups', 'auth_state_groups_key'];

/**
 * Finds groups that an authenticator is given and does not manage, or that both it and the hub do: the hub does not
 * start then. Only the authenticator that is used matters.
 *
 * @param typed What the typed settings put into `hub.config`.
 * @param python All Python in the values, which may set it too.
 */
export function checkGroupsManaged(
  values: Mapping,
  at: readonly PathSegment[],
  typed: Mapping,
  python: string,
): SettingsProblem[] {
  const raw = valueAt(values, ['hub', 'config']);
  if (!isMapping(raw) || python.includes('manage_groups')) return [];
  const config: Mapping = mergeValues({ ...typed }, raw);
  const className = classNamed(valueAt(config, ['JupyterHub', 'authenticator_class']));
  if (className === undefined) return [];
  const sections = [className, ...(hubClasses()[className]?.bases ?? [])];
  const manages = sections.map((it) => valueAt(config, [it, 'manage_groups'])).find((it) => it !== undefined);
  const path = [...at, 'hub', 'config'];
  if (manages === true) {
    const both = hasAny(valueAt(raw, ['JupyterHub', 'load_groups']));
    const message = `${className} manages the groups, and the hub does not start with groups from two sources`;
    return both ? [{ path: [...path, 'JupyterHub', 'load_groups'], message, fix: 'leave it out' }] : [];
  }
  if (!isA(className, 'OAuthenticator')) return [];
  return sections.flatMap((section) =>
    NEED_GROUPS.filter((trait) => hasAny(valueAt(raw, [section, trait]))).map((trait) => ({
      path: [...path, section, trait],
      message: `${className} does not start with this unless it manages groups`,
      fix: `set hub.config.${section}.manage_groups: true`,
    })),
  );
}

function hasAny(value: unknown): boolean {
  if (typeof value === 'string' || Array.isArray(value)) return value.length > 0;
  return isMapping(value) && Object.keys(value).length > 0;
}
