import { asItems } from '../lib/join-values.ts';
import { isMapping } from '../system/mapping.ts';

/** Environment variables in any form that the chart takes; those that refer to something in a cluster are left out. */
export function variablesOf(extraEnv: unknown): Record<string, string> {
  const items: readonly unknown[] = Array.isArray(extraEnv) ? extraEnv : isMapping(extraEnv) ? asItems(extraEnv) : [];
  return Object.fromEntries(
    items.flatMap((item) =>
      isMapping(item) && typeof item.name === 'string' && typeof item.value === 'string'
        ? [[item.name, item.value]]
        : [],
    ),
  );
}
