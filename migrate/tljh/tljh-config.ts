import { existsSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { isMapping, type Mapping, valueAt } from '../../system/mapping.ts';
import { texts } from '../conversions.ts';
import type { Remark } from '../draft.ts';
import type { ValuesSource } from '../values-source.ts';
import type { YamlFile } from '../yaml-file.ts';
import { asChartValues } from './chart-values.ts';
import { linuxUser } from './linux-user.ts';
import { isTljh } from './recognize.ts';

const GUIDE = 'docs/tljh.md';

/** Keys of the chart that stand for a whole section, and what that is called here. */
const SECTIONS: Readonly<Record<string, string>> = {
  singleuser: 'limits',
  'singleuser.image': 'user_environment',
  'singleuser.cpu.guarantee': 'limits.cpu',
  'proxy.https': 'https',
  'proxy.https.secret': 'https.tls',
  'proxy.https.letsencrypt': 'https.letsencrypt',
  'hub.config.*.client_secret': 'auth',
};

/** The config.yaml of The Littlest JupyterHub as values of the chart; undefined where the file is something else. */
export function tljhConfigIn({ name, documents }: YamlFile): ValuesSource | undefined {
  const [document, second] = documents;
  if (document === undefined || second !== undefined || !isTljh(document.data)) return undefined;
  const { values, ownKeys, remarks } = asChartValues(document.data);
  const ownKey = (path: readonly string[]) => ownKeys.get(path.join('.')) ?? SECTIONS[path.join('.')];
  return {
    name,
    values,
    lineOf: (path) => document.lineOf(ownKey(path)?.split('.') ?? path),
    ownKey,
    remarks: [...remarks, ...surroundings(name, document.data)],
    data: homes(document.data),
  };
}

/** What a TLJH is beside its config. */
function surroundings(name: string, config: Mapping): Remark[] {
  const decide = (keys: readonly string[], text: string): Remark => ({ kind: 'decide', keys, text });
  return [
    ...(isMapping(config.limits)
      ? [
          decide(
            ['limits'],
            'limited a server, and reserved nothing for it: set `guarantee` of the size to what one usually needs, since as many start as have room by that',
          ),
        ]
      : []),
    ...(valueAt(config, ['users', 'extra_user_groups']) === undefined
      ? []
      : [
          decide(
            ['users.extra_user_groups'],
            'were groups of Linux too, which containers do not have: a folder that one shared is one of storage.shared with `groups`',
          ),
        ]),
    decide(
      [],
      `servers ran the environment /opt/tljh/user, which administrators could change with sudo: make an image with its packages, ${GUIDE}`,
    ),
    ...dropIns(dirname(name)).map((text) => decide([], text)),
  ];
}

/** Code that TLJH runs after its config; a copy of the config may have been taken out of its folder. */
function dropIns(folder: string): string[] {
  return [
    ['jupyterhub_config.d', '.py', 'sets more of JupyterHub'],
    ['traefik_config.d', '.toml', 'sets more of its proxy'],
  ].flatMap(([own = '', ending = '', what]) => {
    const path = join(folder, own);
    if (!existsSync(path))
      return [`/opt/tljh/config/${own} ${what}, if it has files ending in ${ending}: they are not read`];
    const files = readdirSync(path).filter((it) => it.endsWith(ending));
    return files.length === 0 ? [] : [`${path} ${what}, and is not read: ${files.sort().join(', ')}`];
  });
}

function homes(config: Mapping): string[] {
  const users = ['admin', 'allowed'].flatMap((it) => texts(valueAt(config, ['users', it])));
  return [
    'the database of the hub is /opt/tljh/state/jupyterhub.sqlite, and is not copied: who was added on the admin page is only there',
    `homes are folders of Linux users in /home, to be copied: ${GUIDE}`,
    ...[...new Set(users)].map((it) => `home of ${it}: /home/${linuxUser(it)}`),
  ];
}
