import { readManifests } from '../bootstrap/dist.ts';
import { summarize } from '../bootstrap/doctor/check.ts';
import { examine } from '../bootstrap/doctor/doctor.ts';
import type { Manifests } from '../bootstrap/doctor/manifests.ts';
import { MOST } from '../bootstrap/doctor/passwords.ts';
import { jsonReport, textReport } from '../bootstrap/doctor/report.ts';
import { run } from '../bootstrap/exec.ts';
import { fleet } from '../bootstrap/hosts/fleet.ts';
import { makeTemporaryFolder, removeTemporaryFolder } from '../files/temporary-folder.ts';
import type { Platform } from '../lib/platform.ts';
import { loadPlatform } from '../settings/load.ts';
import { formatProblem } from '../settings/settings-error.ts';
import { chartsOfMain } from './charts-of-main.ts';
import type { DoctorWords } from './doctor-command.ts';
import { interruptible } from './interruptible.ts';
import { print, printData, say } from './terminal.ts';

/** Runs `hubwright doctor`. */
export async function runDoctor({ json, allPasswords }: DoctorWords): Promise<void> {
  const { platform, warnings } = loadPlatform();
  for (const warning of warnings) say(formatProblem(warning));
  const fresh = await synthesized(platform);
  const hosts = fleet(platform, '.');
  const checks = await interruptible(hosts, (signal) =>
    examine({
      platform,
      directory: '.',
      hosts,
      fresh,
      mostPasswords: allPasswords ? Number.POSITIVE_INFINITY : MOST,
      run,
      say,
      signal,
    }),
  );
  if (json) printData(jsonReport(checks));
  else print(textReport(checks));
  if (summarize(checks).errors > 0) process.exitCode = 1;
}

/** What synth makes of the settings, in a folder of its own that nobody else may read and that is gone afterwards. */
async function synthesized(platform: Platform): Promise<Manifests> {
  const write = await chartsOfMain();
  const outdir = makeTemporaryFolder();
  try {
    await write(platform, outdir);
    return readManifests(outdir);
  } finally {
    removeTemporaryFolder(outdir);
  }
}
