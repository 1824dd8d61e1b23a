import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { STORE } from './k3s-store.ts';

/** Where k3s has its datastore, which the stand-in keeps as JSON instead, for tests to look into. */
const DATABASE = '/var/lib/rancher/k3s/server/db/state.db';
const AUTHORITY = ['server-ca.crt', 'server-ca.key'];
const TLS = '/var/lib/rancher/k3s/server/tls';

/** Puts the datastore into the database that a backup copies, with the CA, which k3s keeps in it as well. */
export const PACK_DATASTORE = `import os, sqlite3
base = sqlite3.connect("${DATABASE}")
base.execute("CREATE TABLE IF NOT EXISTS kine (name PRIMARY KEY, value)")
for path in ["${STORE}"${AUTHORITY.map((name) => `, "${TLS}/${name}"`).join('')}]:
    base.execute("REPLACE INTO kine VALUES (?, ?)", (os.path.basename(path), open(path).read()))
base.commit()
`;
const UNPACK = `import json, sqlite3, sys
found = dict(sqlite3.connect("${DATABASE}").execute("SELECT name, value FROM kine"))
open("${STORE}", "w").write(found.pop("state.json"))
json.dump(found, sys.stdout)
`;

/** Takes over a datastore that was put there before the first start; gives the files of its CA. */
export function unpackDatastore(): Record<string, string> | undefined {
  if (existsSync(STORE) || !existsSync(DATABASE)) return undefined;
  return JSON.parse(execFileSync('python3', ['-c', UNPACK], { encoding: 'utf8' }));
}
