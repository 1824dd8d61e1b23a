/**
 * `npm run import`: makes what is in `imports/` from the releases that platform/versions.ts pins. With
 * HUBWRIGHT_IMPORT_FROM=folder it reads the CRD and the chart's schema and values from files instead of the network.
 */
import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { defaultValues, schemaWithoutTexts, valuesTypes } from './chart.ts';
import { fromFolder, fromNetwork } from './sources.ts';

const imports = join(import.meta.dirname, '..');
const write = (name: string, text: string) => {
  writeFileSync(join(imports, name), text);
  console.log(`imports/${name}`);
};

const folder = process.env.HUBWRIGHT_IMPORT_FROM;
const sources = folder ? fromFolder(folder) : await fromNetwork();

write('helmcharts.crd.yaml', sources.helmChartCrd);
const crd = join(imports, 'helmcharts.crd.yaml');
const crdImport = ['import', crd, '--no-save', '--check-upgrade=false', '--language=typescript', `--output=${imports}`];
execFileSync('npx', ['cdk8s', ...crdImport], { stdio: 'inherit' });

write('z2jh.schema.json', schemaWithoutTexts(sources.schema));
execFileSync('npm', ['run', '--silent', 'prepare'], { cwd: join(imports, '..'), stdio: 'inherit' });
write('z2jh-values.ts', await valuesTypes(sources.schema));
write('z2jh-defaults.json', defaultValues(sources.values));

const venv = join(imports, '..', '.hubwright', 'import-venv');
const python = join(venv, 'bin', 'python');
execFileSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
const requirements = join(import.meta.dirname, 'requirements.txt');
execFileSync(python, ['-m', 'pip', 'install', '--quiet', '--requirement', requirements], { stdio: 'inherit' });
const introspect = (script: string) =>
  execFileSync(python, [join(import.meta.dirname, script)], { encoding: 'utf8', maxBuffer: 2 ** 26 });
write('hub-classes.json', introspect('hub_classes.py'));
write('kubernetes-types.json', introspect('kubernetes_types.py'));
write('hub-access.json', introspect('hub_access.py'));
