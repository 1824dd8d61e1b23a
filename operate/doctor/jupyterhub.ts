import { knownVulnerabilities } from '../../platform/jupyterhub-vulnerabilities.ts';
import type { Platform } from '../../platform/platform.ts';
import { jupyterhubMajors, versions } from '../../platform/versions.ts';
import { type Host, throwUnlessHostFailed } from '../../system/hosts/host.ts';
import type { ProblemAt } from '../../system/problem.ts';
import { inHub } from '../in-hub.ts';
import { type Check, checked, skipped } from './check.ts';

export const ABOUT_JUPYTERHUB = { id: 'jupyterhub', area: 'settings', title: 'security fixes of JupyterHub' } as const;

type Hub = Pick<Platform['hub'], 'build' | 'image'>;

/** Which known vulnerabilities the hub has. @param release of JupyterHub in its image */
export function vulnerabilityCheck(hub: Hub, release: string): Check {
  const vulnerabilities = knownVulnerabilities(release);
  if (vulnerabilities.length === 0) return checked(ABOUT_JUPYTERHUB, otherMajor(release), release);
  const message = `JupyterHub ${release} has ${vulnerabilities.join(', ')}`;
  const cost = 'signed-in users can stop the hub, or see and do what they are not allowed to';
  const problem = { severity: 'warning', where: 'hub', message, cost, fix: remedy(hub) } as const;
  return checked(ABOUT_JUPYTERHUB, [problem, ...otherMajor(release)]);
}

/** What there is to say of a JupyterHub that this version was not made for. */
function otherMajor(release: string): ProblemAt[] {
  const found = Number.parseInt(release, 10);
  if (jupyterhubMajors.includes(found)) return [];
  const own = jupyterhubMajors.join(' and ');
  const message = `JupyterHub ${release} is of another major version than those that this Hubwright is for: ${own}`;
  const fix = `Use JupyterHub ${jupyterhubMajors.join(' or ')} in the image of the hub, or a Hubwright for ${found}.`;
  return [{ severity: 'warning', where: 'hub', message, cost: 'the hub may not start', fix }];
}

function remedy({ build, image }: Hub): string {
  const roll = 'then `npx hubwright image build` and `npx hubwright up`.';
  if (build !== undefined) return `Pin jupyterhub==${versions.jupyterhub} in ${build}, ${roll}`;
  const other =
    image === undefined ? '' : `, or an image of JupyterHub ${versions.jupyterhub} or newer in \`hub.image\``;
  return `Set \`hub: { build: image/hub }\`${other}, ${roll}`;
}

/** The same of a hub whose image tells nothing: the hub that runs is asked. */
export async function askVulnerabilities(host: Host, { hub }: Platform, signal: AbortSignal): Promise<Check> {
  try {
    const options = { sudo: true, timeout: 60_000, signal };
    const { stdout } = await host.run(inHub(hub.namespace, ['jupyterhub', '--version']), options);
    return vulnerabilityCheck(hub, stdout.trim());
  } catch (error) {
    throwUnlessHostFailed(error);
    return skipped(ABOUT_JUPYTERHUB, error.message);
  }
}
