import { UserError } from '../../system/user-error.ts';
import { type HelmRecord, readHelmRecord } from './helm-record.ts';
import type { Kubectl } from './kubectl.ts';

/** Which release is meant; what is not said is looked for. */
export interface ReleaseChoice {
  readonly namespace?: string | undefined;
  readonly release?: string | undefined;
}

/** A release of Helm, as it was last deployed. */
export interface DeployedRelease {
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly record: HelmRecord;
}

interface Row {
  readonly secret: string;
  readonly name: string;
  readonly namespace: string;
  readonly revision: number;
  readonly status: string;
}

/** What Zero to JupyterHub is called in Helm. */
export const CHART = 'jupyterhub';

/** Whether a chart is Zero to JupyterHub, or has it within. */
const isOfHub = ({ chart }: HelmRecord): boolean =>
  chart.name === CHART || chart.within.some((it) => it.name === CHART);

/**
 * Finds the one release of JupyterHub in a cluster.
 *
 * @throws UserError if there is none or more than one, with what was looked at
 */
export async function findRelease(
  kubectl: Kubectl,
  choice: ReleaseChoice,
  note: (text: string) => void,
): Promise<DeployedRelease> {
  const rows = (await listRecords(kubectl, choice.namespace)).filter(
    (it) => choice.release === undefined || it.name === choice.release,
  );
  const deployed = newestDeployed(rows);
  if (deployed.length > 1) note(`reading ${deployed.length} releases of Helm`);
  const found: DeployedRelease[] = [];
  for (const { secret, ...row } of deployed) {
    const text = await kubectl.get([
      'secret',
      secret,
      `--namespace=${row.namespace}`,
      '-o',
      'jsonpath={.data.release}',
    ]);
    found.push({ ...row, record: readHelmRecord(secret, text) });
  }
  const hubs = found.filter((it) => isOfHub(it.record));
  const [only, second] = hubs;
  if (only === undefined) throw none(kubectl, choice, rows, found);
  if (second !== undefined) {
    throw new UserError(`there are ${hubs.length} releases of JupyterHub: ${hubs.map(inWords).join('; ')}`, {
      fix: `Name one: --namespace ${only.namespace} --release ${only.name}.`,
      exitCode: 2,
    });
  }
  return only;
}

/** A release in words: `lab in namespace hub (chart jupyterhub 4.4.0, revision 3)`. */
export const inWords = ({ name, namespace, revision, record: { chart } }: DeployedRelease): string =>
  `${name} in namespace ${namespace} (chart ${chart.name} ${chart.version}, revision ${revision})`;

/** All records of Helm, by a table, for which the cluster does not send what is in them. */
async function listRecords(kubectl: Kubectl, namespace: string | undefined): Promise<Row[]> {
  const within = namespace === undefined ? ['--all-namespaces'] : [`--namespace=${namespace}`];
  const type = '--field-selector=type=helm.sh/release.v1';
  const text = await kubectl.get(['secrets', ...within, type, '--label-columns=status', '--no-headers']);
  return text.split('\n').flatMap((line) => {
    const cells = line.trim().split(/\s+/);
    const [first, second] = cells;
    const [own, secret] = namespace === undefined ? [first, second] : [namespace, first];
    const [, name, revision] = /^sh\.helm\.release\.v1\.(.+)\.v(\d+)$/.exec(secret ?? '') ?? [];
    if (own === undefined || secret === undefined || name === undefined) return [];
    return [{ secret, name, namespace: own, revision: Number(revision), status: cells.at(-1) ?? '' }];
  });
}

function newestDeployed(rows: readonly Row[]): Row[] {
  const deployed = rows.filter((it) => it.status === 'deployed').sort((a, b) => b.revision - a.revision);
  return deployed.filter((it, i) => deployed.findIndex((other) => isSameRelease(it, other)) === i);
}

const isSameRelease = (one: Row, other: Row) => one.name === other.name && one.namespace === other.namespace;

function none({ where }: Kubectl, choice: ReleaseChoice, rows: readonly Row[], found: readonly DeployedRelease[]) {
  const place = `${choice.namespace === undefined ? 'any namespace' : `namespace ${choice.namespace}`} of ${where}`;
  const called = choice.release === undefined ? '' : ` called "${choice.release}"`;
  const newest = rows.toSorted((a, b) => b.revision - a.revision)[0];
  const looked =
    found.length > 0
      ? `; found: ${found.map(inWords).join('; ')}`
      : newest === undefined
        ? ', and no other release of Helm'
        : `; none is deployed: the newest is revision ${newest.revision} of ${newest.name} in namespace ${newest.namespace}, which is "${newest.status}"`;
  return new UserError(`no release of JupyterHub${called} in ${place}${looked}`, {
    fix: 'Name another --context, --namespace or --release, or import the files that the hub was installed from.',
  });
}
