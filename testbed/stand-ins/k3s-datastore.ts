import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { fatal, log, print } from './about.ts';
import { STORE } from './k3s-store.ts';

const SERVER = '/var/lib/rancher/k3s/server';
/** Where k3s has its datastore, which the stand-in keeps as JSON instead, for tests to look into. */
const DATABASE = `${SERVER}/db/state.db`;
/** Of etcd k3s has this folder instead. */
const ETCD = `${SERVER}/db/etcd`;
const SNAPSHOTS = `${SERVER}/db/snapshots`;
const AUTHORITY = ['server-ca.crt', 'server-ca.key'];
const TLS = `${SERVER}/tls`;

const packInto = (database: string) => `import os, sqlite3
os.umask(0o077)
base = sqlite3.connect("${database}")
base.execute("CREATE TABLE IF NOT EXISTS kine (name PRIMARY KEY, value)")
for path in ["${STORE}"${AUTHORITY.map((name) => `, "${TLS}/${name}"`).join('')}]:
    base.execute("REPLACE INTO kine VALUES (?, ?)", (os.path.basename(path), open(path).read()))
base.commit()
`;
/** Puts the datastore into the database that a backup copies, with the CA, which k3s keeps in it as well. */
export const PACK_DATASTORE = packInto(DATABASE);
const unpackFrom = (database: string) => `import json, os, sqlite3, sys
found = dict(sqlite3.connect("${database}").execute("SELECT name, value FROM kine"))
os.makedirs(os.path.dirname("${STORE}"), exist_ok=True)
open("${STORE}", "w").write(found.pop("state.json"))
json.dump(found, sys.stdout)
`;

const python = (script: string) => execFileSync('python3', ['-c', script], { encoding: 'utf8' });

/** Leaves a database to copy from the first start on, or the folder of etcd; a test that looks into a copy puts the rest into it. */
export function packDatastore(hasEtcd: boolean): void {
  if (hasEtcd) mkdirSync(ETCD, { recursive: true });
  else python(PACK_DATASTORE);
}

/** Takes over a datastore that was put there before the first start; gives the files of its CA. */
export function unpackDatastore(): Record<string, string> | undefined {
  if (existsSync(STORE) || !existsSync(DATABASE)) return undefined;
  return JSON.parse(python(unpackFrom(DATABASE)));
}

/** `k3s etcd-snapshot save --name NAME`, and `delete FILE`. */
export function etcdSnapshot([verb = '', ...words]: readonly string[]): void {
  if (!existsSync(ETCD)) fatal('level=fatal msg="Error: etcd datastore disabled"');
  const given = words.at(-1) ?? '';
  if (verb === 'save') {
    const name = `${given}-${hostname()}-${Math.floor(Date.now() / 1000)}`;
    mkdirSync(SNAPSHOTS, { recursive: true });
    python(packInto(`${SNAPSHOTS}/${name}`));
    print(`Snapshot ${name} saved.\n`);
  } else if (verb === 'delete' && readdirSync(SNAPSHOTS).includes(given)) {
    rmSync(`${SNAPSHOTS}/${given}`);
    print(`Snapshot ${given} deleted.\n`);
  } else fatal(`Error: no snapshot "${given}"`);
}

/** `k3s server --cluster-reset --cluster-reset-restore-path=FILE`: etcd as the snapshot has it, with this server alone. */
export function resetCluster(snapshot: string): void {
  if (!snapshot.startsWith(`${SNAPSHOTS}/`) || !existsSync(snapshot)) {
    log('fatal', `Error: etcd: snapshot path does not exist: ${snapshot}`);
    process.exit(1);
  }
  const files: Record<string, string> = JSON.parse(python(unpackFrom(snapshot)));
  mkdirSync(TLS, { recursive: true, mode: 0o700 });
  for (const [name, text] of Object.entries(files)) writeFileSync(`${TLS}/${name}`, text, { mode: 0o600 });
  mkdirSync(ETCD, { recursive: true });
  log('info', 'Managed etcd cluster membership has been reset, restart without --cluster-reset flag now.');
}
