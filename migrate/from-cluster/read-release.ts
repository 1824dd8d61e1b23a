import { chartDefaults } from '../../settings/raw-values/chart-facts.ts';
import { counted } from '../../system/counted.ts';
import type { Run } from '../../system/exec.ts';
import { few } from '../../system/few.ts';
import { isMapping, withDefaults } from '../../system/mapping.ts';
import { besideRemarks, keysBeside } from '../chart-file.ts';
import type { Remark } from '../draft.ts';
import { chosenHub, findChartValues } from '../find-chart-values.ts';
import { valueIn } from '../paths.ts';
import type { ValuesSource } from '../values-source.ts';
import { dataLines, findClaims, findMachines } from './find-data.ts';
import { CHART, type DeployedRelease, findRelease, inWords, type ReleaseChoice } from './find-release.ts';
import { Kubectl } from './kubectl.ts';

/** Machines that the report names. */
const MOST = 20;

export interface ReadReleaseOptions extends ReleaseChoice {
  readonly run: Run;
  readonly context?: string | undefined;
  readonly note: (text: string) => void;
  /** Which hub, dotted, if the chart of the release has several. */
  readonly path?: string | undefined;
}

/**
 * Reads the release of JupyterHub of a running cluster with the operator's own kubectl. Nothing in the cluster changes.
 *
 * @throws UserError if there is none, more than one, or the cluster cannot be asked
 */
export async function readRelease({
  run,
  context,
  note,
  path: hub,
  ...choice
}: ReadReleaseOptions): Promise<ValuesSource> {
  const kubectl = new Kubectl({ run, context });
  const release = await findRelease(kubectl, choice, note);
  const name = `release ${inWords(release)}`;
  const { values, path, remarks } = ofHub(name, release, hub);
  const claims = await findClaims(kubectl, release.namespace);
  const machines = await findMachines(kubectl);
  const ofDatabase = (key: string) => String(valueIn(withDefaults(chartDefaults(), values), ['hub', 'db', key]) ?? '');
  return {
    name,
    values,
    lineOf: () => undefined,
    remarks: [...besideRemarks(name, keysBeside(release.record.values, path)), ...remarks, ...machineRemarks(machines)],
    data: dataLines(claims, { type: ofDatabase('type'), url: ofDatabase('url') }),
  };
}

/** What the machines of the new cluster can be compared with. */
function machineRemarks(machines: readonly string[]): Remark[] {
  if (machines.length === 0) return [];
  const text = `the cluster that it runs in has ${counted(machines.length, 'node')}: ${few(machines, MOST)}`;
  return [{ kind: 'decide', keys: [], text }];
}

/** The values of the chart jupyterhub, which may be one within the chart of the release. */
function ofHub(
  name: string,
  { record: { chart, values, own } }: DeployedRelease,
  hub?: string,
): Pick<ValuesSource, 'values' | 'remarks'> & { readonly path: readonly string[] } {
  const hubs = chart.within.filter((it) => it.name === CHART).map((it) => ({ ...it, path: [it.key] }));
  const within = chart.name === CHART ? undefined : chosenHub(name, hubs, hub);
  if (within === undefined) return { values, path: [], remarks: [] };
  const at = [within.key];
  const inner = valueIn(values, at);
  const remarks: Remark[] = isMapping(own[within.key])
    ? [
        {
          kind: 'decide',
          keys: [],
          text: `the chart ${chart.name} has values of its own for ${within.key}, which the release does not tell from defaults: name its values.yaml, too, as a file`,
        },
      ]
    : [];
  const found = isMapping(inner) ? chosenHub(name, findChartValues(inner)) : undefined;
  if (found !== undefined) return { values: found.values, path: [...at, ...found.path], remarks };
  return { values: isMapping(inner) ? inner : {}, path: at, remarks };
}
