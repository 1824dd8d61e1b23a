import { isMapping } from '../system/mapping.ts';
import { isSecret, namesSecret, withoutSecrets } from '../system/secret-forms.ts';

/**
 * A value without the secrets that are written out in it. Given its earlier version, marks the secrets that changed.
 *
 * @param name the key of the value
 */
export function masked(value: unknown, name?: string, before: unknown = value): unknown {
  if (Array.isArray(value)) {
    return value.map((item, i) => masked(item, name, Array.isArray(before) ? before[i] : undefined));
  }
  if (isMapping(value)) {
    // An environment variable may be written as a mapping of its name and its value.
    const own = typeof value.name === 'string' ? value.name : name;
    const old = isMapping(before) ? before : {};
    return Object.fromEntries(
      Object.entries(value).map(([key, inner]) => [key, masked(inner, key === 'value' ? own : key, old[key])]),
    );
  }
  if (typeof value !== 'string') return value;
  const isWhole = name !== undefined && namesSecret(name) && isSecret(name, value);
  if (!isWhole) return withoutSecrets(value);
  return before === value || before === undefined ? '(secret)' : '(secret, changed)';
}
