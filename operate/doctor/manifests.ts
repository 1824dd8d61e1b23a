import { isApplied, lackingOf } from '../../bootstrap/k3s/lacking.ts';
import type { ClusterLook } from '../../cluster/cluster-look.ts';
import { nameOf } from '../../cluster/object-ref.ts';
import type { ManifestTexts } from '../../lib/manifest-objects.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { type Check, checked } from './check.ts';

/** Whether dist/ is what the settings make now. @param dist undefined if there is no such folder */
export function distCheck(fresh: ManifestTexts, dist: ManifestTexts | undefined): Check {
  const about = { id: 'manifests/dist', area: 'manifests', title: 'dist/ against the settings' } as const;
  if (dist === undefined) return checked(about, [], 'there is no dist/ yet; `npm run synth` and `up` make it');
  const stale = [...new Set([...fresh.keys(), ...dist.keys()])].filter((it) => fresh.get(it) !== dist.get(it));
  const problems = stale.map((name): ProblemAt => {
    const how = !dist.has(name)
      ? 'is missing'
      : fresh.has(name)
        ? 'was generated from older settings'
        : 'is no longer made';
    const cost = 'copying it by hand applies old settings; `up` regenerates it';
    return { severity: 'warning', where: `dist/${name}`, message: `it ${how}`, cost, fix: '`npm run synth`' };
  });
  return checked(about, problems);
}

/** Whether the cluster has what the settings make now. */
export function appliedCheck(fresh: ManifestTexts, look: ClusterLook): Check {
  const about = { id: 'manifests/applied', area: 'manifests', title: 'the cluster against the settings' } as const;
  const fix = '`npx hubwright up`';
  const problems = [...fresh].flatMap(([name, text]): ProblemAt[] => {
    if (!isApplied(look, name, text)) {
      const cost = 'changes in platform.yaml or users.yaml since then are not in effect';
      return [{ severity: 'warning', where: name, message: 'the cluster has not applied it as it is now', cost, fix }];
    }
    return lackingOf(look, text).map((it): ProblemAt => {
      const message = `${nameOf(it)} is not in the cluster`;
      return { severity: 'error', where: name, message, cost: 'whatever needs it does not work', fix };
    });
  });
  return checked(about, problems);
}
