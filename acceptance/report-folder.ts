import { mkdir, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { UserError } from '../settings/user-error.ts';
import { htmlReport } from './report-html.ts';
import { junitReport } from './report-junit.ts';
import type { RunSummary } from './run-summary.ts';

export const HTML_FILE = 'report.html';
const JUNIT_FILE = 'junit.xml';

/** The folder for a run's report: the given one, or a new one by the time. Made before the run, so that it can be kept. */
export async function createReportFolder(asked: string | undefined, begin: Date): Promise<string> {
  const time = begin.toISOString().slice(0, 19).replaceAll(':', '-');
  const folder = resolve(asked ?? join('.hubwright', 'acceptance', time));
  try {
    await mkdir(folder, { recursive: true });
    return folder;
  } catch (error) {
    throw new UserError(`--report: ${folder} cannot be made: ${error instanceof Error ? error.message : error}`, {
      exitCode: 2,
      cause: error,
    });
  }
}

/** Writes both reports. */
export async function writeReport(folder: string, summary: RunSummary): Promise<void> {
  await writeFile(join(folder, HTML_FILE), htmlReport(summary));
  await writeFile(join(folder, JUNIT_FILE), junitReport(summary));
}

/** Writes the picture of a failed step at once, and says where. */
export async function writePicture(folder: string, name: string, picture: Buffer): Promise<string> {
  const path = join(folder, `${name}.jpg`);
  await writeFile(path, picture);
  return path;
}
