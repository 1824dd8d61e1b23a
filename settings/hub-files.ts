import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HubFile } from '../platform/platform.ts';

/** The code that runs in the hub, of this Hubwright. */
export const HUB = join(dirname(fileURLToPath(import.meta.url)), '..', 'hub');

/** The Python modules with their data and scripts, and the templates of `hub/`, which the chart puts into the hub's container. */
export function readHubFiles(root: string): HubFile[] {
  return ['hubwright', 'templates/hubwright'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(sep, '/'))
      .filter((name) => /\.(py|sh|json|html)$/.test(name))
      .sort()
      .map((name) => ({ path: `${folder}/${name}`, content: readFileSync(join(root, folder, name), 'utf8') })),
  );
}

/** The extension of JupyterLab in `hub/`, which the chart puts into every server. */
export function readLabExtension(root: string): HubFile[] {
  return ['package.json', 'static/remoteEntry.js'].map((path) => ({
    path,
    content: readFileSync(join(root, 'labextension', path), 'utf8'),
  }));
}
