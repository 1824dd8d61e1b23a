import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse, parseAllDocuments } from 'yaml';
import type { ChartCase, KubeObject } from './render.ts';

/** The values of every HelmChart in a folder of synthesized manifests, with those that its Secrets hold. */
export function casesFromManifests(folder: string): ChartCase[] {
  const objects: KubeObject[] = readdirSync(folder)
    .filter((name) => name.endsWith('.yaml'))
    .flatMap((name) => parseAllDocuments(readFileSync(join(folder, name), 'utf8')).map((it) => it.toJS()));
  return objects
    .filter((object) => object?.kind === 'HelmChart')
    .map(({ metadata, spec }) => ({
      name: `${folder}: ${metadata.name}`,
      values: [parse(spec.valuesContent ?? '{}'), ...(spec.valuesSecrets ?? []).flatMap(secretValues(objects))],
    }));
}

function secretValues(objects: readonly KubeObject[]) {
  return ({ name, keys }: { name: string; keys: string[] }): object[] => {
    const secret = objects.find((object) => object?.kind === 'Secret' && object.metadata.name === name);
    if (secret === undefined)
      throw new Error(`valuesSecrets names the Secret ${name}, which the manifests do not have`);
    return keys.map((key) => {
      const text = secret.stringData?.[key] ?? Buffer.from(secret.data[key], 'base64').toString('utf8');
      return parse(text);
    });
  };
}
