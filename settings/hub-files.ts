import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import manifest from '../package.json' with { type: 'json' };
import type { HubFile } from '../platform/platform.ts';

/** The code that runs in the hub, of this Hubwright. */
export const HUB = join(dirname(fileURLToPath(import.meta.url)), '..', 'hub');

/**
 * The Python modules with their data and scripts, and the templates of `hub/`, which the chart puts into the hub's container;
 * and what Hubwright they are of, which the page *Cluster* shows.
 */
export function readHubFiles(root: string): HubFile[] {
  const version = { path: 'hubwright/version.json', content: `${JSON.stringify({ version: manifest.version })}\n` };
  const files = ['hubwright', 'templates/hubwright'].flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: 'utf8' })
      .map((name) => name.replaceAll(sep, '/'))
      .filter((name) => /\.(py|sh|json|html)$/.test(name))
      .sort()
      .map((name) => ({ path: `${folder}/${name}`, content: readFileSync(join(root, folder, name), 'utf8') })),
  );
  return [...files, version];
}

/** The extension of JupyterLab in `hub/`, which the chart puts into every server. */
export function readLabExtension(root: string): HubFile[] {
  return ['package.json', 'static/remoteEntry.js'].map((path) => ({
    path,
    content: readFileSync(join(root, 'labextension', path), 'utf8'),
  }));
}
