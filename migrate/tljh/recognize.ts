import { isMapping, type Mapping } from '../../system/mapping.ts';
import { findChartValues } from '../find-chart-values.ts';

/** The sections of TLJH's config.yaml, and keys in them, of which one is enough. Source: tljh/configurer.py of TLJH 2.0. */
const SECTIONS: Readonly<Record<string, readonly string[]>> = {
  users: ['allowed', 'banned', 'admin', 'extra_user_groups'],
  limits: ['memory', 'cpu'],
  services: ['cull'],
  https: ['enabled', 'port', 'address', 'tls', 'letsencrypt'],
  http: ['port', 'address'],
  user_environment: ['default_app'],
  traefik_api: ['ip', 'port', 'username', 'password'],
};

export const TLJH_KEYS = [...Object.keys(SECTIONS), 'auth', 'base_url'];

/** Whether a mapping is TLJH's: a section is as TLJH has it, most others are its own, and none is of the chart. */
export function isTljh(data: unknown): data is Mapping {
  if (!isMapping(data)) return false;
  const others = Object.fromEntries(Object.entries(data).filter(([key]) => !TLJH_KEYS.includes(key)));
  const count = Object.keys(others).length;
  const isOwn = isAuth(data.auth) || Object.entries(SECTIONS).some(([key, inner]) => hasOneOf(data[key], inner));
  return isOwn && Object.keys(data).length > 2 * count && findChartValues(others).length === 0;
}

const hasOneOf = (value: unknown, keys: readonly string[]) =>
  isMapping(value) && Object.keys(value).some((it) => keys.includes(it));

/** It names a Python class in full, or has the settings of a class below its name; old charts had words of their own. */
function isAuth(auth: unknown): boolean {
  if (!isMapping(auth)) return false;
  const isClass = typeof auth.type === 'string' && /^\w+(\.\w+)+$/.test(auth.type);
  return isClass || Object.entries(auth).some(([key, value]) => isClassName(key) && isMapping(value));
}

/** What TLJH takes for a class, among the keys of `auth`. */
export const isClassName = (key: string) => /^[A-Z]/.test(key);
