/**
 * `npm run test:chart [-- --if-available] [FOLDER...]`: whether the real chart accepts the values that Hubwright makes.
 * Tries the cases by hand, and the HelmCharts in each folder of synthesized manifests, with the real helm.
 */
import { parseArgs } from 'node:util';
import { UserError } from '../../system/user-error.ts';
import { cases } from './cases.ts';
import { casesFromManifests } from './from-manifests.ts';
import { platformCases } from './platforms.ts';
import { tryCase } from './render.ts';
import { findChart, findHelm } from './tools.ts';

const { values: options, positionals } = parseArgs({
  options: { 'if-available': { type: 'boolean', default: false } },
  allowPositionals: true,
});

try {
  process.exitCode = main(positionals);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(`${options['if-available'] ? 'skipped' : 'not tested'}: ${error.message}`);
  if (error.fix) console.error(error.fix);
  process.exitCode = options['if-available'] ? 0 : error.exitCode;
}

function main(folders: readonly string[]): number {
  const helm = findHelm();
  const chart = findChart(helm);
  const all = [...cases, ...platformCases(), ...folders.flatMap(casesFromManifests)];
  const failed = all.filter((one) => {
    const problems = tryCase(helm, chart, one);
    console.log(`${problems.length > 0 ? 'FAIL' : 'ok  '} ${one.name}`);
    for (const problem of problems) console.log(`     ${problem.replaceAll('\n', '\n     ')}`);
    return problems.length > 0;
  });
  console.log(`${all.length - failed.length} of ${all.length} accepted by ${chart}`);
  return failed.length > 0 ? 1 : 0;
}
