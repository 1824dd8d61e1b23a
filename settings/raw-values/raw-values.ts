import { chartValues, platformValues } from '../../lib/chart-values.ts';
import { withoutEmptyParts } from '../../lib/join-values.ts';
import { k3sMinor } from '../../platform/k3s-minor.ts';
import type { Platform } from '../../platform/platform.ts';
import { podSecurityOf } from '../../platform/pod-security.ts';
import { versions } from '../../platform/versions.ts';
import { type Mapping, withDefaults } from '../../system/mapping.ts';
import type { SettingsProblem } from '../../system/problem.ts';
import { chartDefaults, chartSchema } from './chart-facts.ts';
import { checkChartValues, withoutRepeats } from './chart-values.ts';
import { checkGuarantees, checkRequests } from './guarantees.ts';
import { checkHubAccess } from './hub-access.ts';
import { checkImageNames } from './image-names.ts';
import { checkJoinedValues } from './joined-values.ts';
import { checkChartObjects, checkKubernetesNames } from './kubernetes-names.ts';
import { checkKubernetesObjects } from './kubernetes-objects.ts';
import { checkKubernetesText } from './kubernetes-text.ts';
import { checkMounts } from './mounts.ts';
import { checkPlaces } from './places.ts';
import { checkPodSecurity, PRIVILEGED } from './pod-security.ts';
import { podValues } from './pod-values.ts';
import { checkQuantities } from './quantities.ts';
import { pythonOf } from './surroundings.ts';
import { checkTemplates } from './templates.ts';
import { checkTypedSettings } from './typed-settings.ts';
import { checkUserNames } from './user-names.ts';

/** Checks raw values by themselves, beside what the platform sets, and as Kubernetes and KubeSpawner will read them. */
export function checkRawValues(platform: Platform): SettingsProblem[] {
  const at = ['hub', 'values'];
  const ours = platformValues(platform);
  const joined = chartValues(platform);
  const { image, build, chart, values } = platform.hub;
  const settings = {
    otherImage: image !== undefined || build !== undefined || chart.version !== versions.chart,
    config: ours.hub?.config ?? {},
  };
  return [
    ...oneAPlace([
      checkChartValues(values, at, settings, ours),
      checkJoinedValues(platform, ours, joined),
      checkTypedSettings(platform),
      checkPlaces(platform, at),
      checkPods(platform, joined as Mapping, withoutEmptyParts(values, ours), at),
    ]),
    ...checkLevel(platform),
  ];
}

/** Where several checks find the same fault, what the one says that says most: an error, and how to put it right. */
function oneAPlace(checks: readonly (readonly SettingsProblem[])[]): SettingsProblem[] {
  const weight = ({ severity, fix }: SettingsProblem) => (severity === 'warning' ? 0 : fix === undefined ? 1 : 2);
  const placeOf = ({ path }: SettingsProblem) => JSON.stringify(path);
  const best = new Map<string, { readonly problems: readonly SettingsProblem[]; readonly weight: number }>();
  for (const problems of checks) {
    for (const problem of problems) {
      const known = best.get(placeOf(problem));
      if (known === undefined || weight(problem) > known.weight) {
        best.set(placeOf(problem), { problems, weight: weight(problem) });
      }
    }
  }
  const left = checks.flatMap((problems) => problems.filter((it) => best.get(placeOf(it))?.problems === problems));
  return withoutRepeats(left);
}

function checkPods(platform: Platform, joined: Mapping, raw: Mapping, at: readonly string[]): SettingsProblem[] {
  // Most platforms have none: nothing is read for them.
  if (Object.keys(raw).length === 0) return [];
  const effective = withDefaults(chartDefaults(), joined) as Mapping;
  const values = podValues(known(raw), at);
  const minor = k3sMinor(platform.cluster.k3sVersion);
  return [
    ...checkKubernetesText(values),
    ...checkQuantities(values),
    ...checkRequests(values),
    ...checkGuarantees(joined, raw, at),
    ...checkTemplates(values, at.length),
    ...checkKubernetesObjects(values, at.length),
    ...checkImageNames(values, effective, at.length),
    ...checkKubernetesNames(values, at.length),
    ...checkChartObjects(raw, effective, at),
    ...checkMounts(values, podValues(joined, at), at.length, pythonOf(raw)),
    ...checkHubAccess(raw, effective, at),
    ...checkUserNames(raw, at),
    ...(podSecurityOf(platform) === 'baseline' ? checkPodSecurity(values, minor) : []),
  ];
}

/** What the chart reads: another key is at fault itself, whatever is in it. */
const known = (raw: Mapping) =>
  Object.fromEntries(Object.entries(raw).filter(([key]) => Object.hasOwn(chartSchema().properties ?? {}, key)));

function checkLevel({ hub }: Platform): SettingsProblem[] {
  if (hub.podSecurity !== 'privileged') return [];
  return [
    {
      path: ['hub', 'podSecurity'],
      message: PRIVILEGED,
      fix: 'use "baseline" unless hub.values or servers.volumes need more',
      severity: 'warning',
    },
  ];
}
