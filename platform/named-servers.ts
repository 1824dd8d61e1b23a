import { valueAt } from '../system/mapping.ts';
import type { Platform } from './platform.ts';

const LONGEST = 30;
const NAME = /^[a-z][a-z0-9]*(?:-[a-z0-9]+)*$/;

/** What JupyterHub 6 takes as the name of a named server, in words. */
export const NAMES_OF_6 = `at most ${LONGEST} characters, small letters, digits and single hyphens, beginning with a letter`;

/** Whether JupyterHub 6 takes a name of a named server. Source: JupyterHub 6.1.1, `jupyterhub/slugs.py`. */
export function isNameOf6(name: string): boolean {
  return name.length <= LONGEST && NAME.test(name);
}

interface Settings {
  readonly hub: Pick<Platform['hub'], 'values'>;
  readonly servers: Pick<Platform['servers'], 'namedServers'>;
}

/** Whether users may have named servers by these settings; Python in the hub's configuration is not read. */
export function allowsNamedServers({ hub, servers }: Settings): boolean {
  const own = valueAt(hub.values, ['hub', 'config', 'JupyterHub', 'allow_named_servers']);
  const raw = own ?? valueAt(hub.values, ['hub', 'allowNamedServers']);
  return (raw ?? servers.namedServers !== undefined) === true;
}
