import { counted } from '../system/counted.ts';
import { few } from '../system/few.ts';
import { withExamplePassword } from './example-passwords.ts';
import { knownVulnerabilities } from './jupyterhub-vulnerabilities.ts';
import type { Platform } from './platform.ts';

/** Valid settings that let strangers in, a line each. */
export function weakPoints({ hub, users }: Pick<Platform, 'hub' | 'users'>): string[] {
  const easy = withExamplePassword(users);
  const vulnerabilities = hub.jupyterhub === undefined ? [] : knownVulnerabilities(hub.jupyterhub);
  return [
    ...(easy.length === 0
      ? []
      : [
          `users.yaml: ${few(easy, 10)} can log in with the public password of the example: ` +
            `change it with \`npx hubwright user passwd ${easy[0]}\``,
        ]),
    ...(hub.tls.type === 'none'
      ? [
          'platform.yaml: hub.tls.type is "none": passwords cross the network in the clear: set selfSigned, secret, letsEncrypt or certManager, or external if a proxy in front has the certificate',
        ]
      : []),
    ...(vulnerabilities.length === 0
      ? []
      : [
          `platform.yaml: hub: JupyterHub ${hub.jupyterhub} lacks ` +
            `${counted(vulnerabilities.length, 'security fix', 'security fixes')}, which \`npx hubwright doctor\` lists: ` +
            'set hub.build to image/hub, whose JupyterHub has them',
        ]),
  ];
}
