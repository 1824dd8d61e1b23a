import { readManifests } from '../bootstrap/dist.ts';
import { summarize } from '../operate/doctor/check.ts';
import { examine } from '../operate/doctor/doctor.ts';
import { MOST } from '../operate/doctor/passwords.ts';
import { jsonReport, textReport } from '../operate/doctor/report.ts';
import { hostsOf } from '../providers/hosts.ts';
import { loadWithSecrets } from '../settings/load.ts';
import { run } from '../system/exec.ts';
import { interruptible } from '../system/interruptible.ts';
import { formatLocated } from '../system/problem.ts';
import { note, print, printData, terminal } from '../system/terminal.ts';
import type { DoctorWords } from './doctor-command.ts';
import { withFreshManifests } from './fresh-manifests.ts';

/** Runs `hubwright doctor`. */
export async function runDoctor({ json, allPasswords }: DoctorWords): Promise<void> {
  const { platform, warnings } = await loadWithSecrets();
  for (const warning of warnings) note(formatLocated(warning));
  const fresh = await withFreshManifests(platform, readManifests);
  const hosts = await hostsOf(platform, { directory: '.' });
  const mostPasswords = allPasswords ? Number.POSITIVE_INFINITY : MOST;
  const options = { platform, directory: '.', hosts, fresh, now: Date.now(), mostPasswords, run, reporter: terminal };
  const checks = await interruptible((signal) => examine({ ...options, signal }), { hosts });
  if (json) printData(jsonReport(checks));
  else print(textReport(checks));
  if (summarize(checks).errors > 0) process.exitCode = 1;
}
