import { writeFileSync } from 'node:fs';
import { Yaml } from 'cdk8s';
import { toYaml } from '../lib/yaml.ts';

/**
 * Runs what synthesizes apps, and has their manifests written by {@link toYaml}: what cdk8s writes, text such as `=` or
 * `0o17` without quotes, other readers take for something else. An app can be given no other writer.
 */
export function writtenForEveryReader(synth: () => void): void {
  const { save } = Yaml;
  Yaml.save = (file, objects) => writeFileSync(file, objects.map(toYaml).join('---\n'));
  try {
    synth();
  } finally {
    Yaml.save = save;
  }
}
