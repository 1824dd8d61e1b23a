import { constants } from 'node:fs';
import { access, mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileProblem } from '../system/files/file-problem.ts';
import { writeAtomically } from '../system/files/write-atomically.ts';
import { UserError } from '../system/user-error.ts';
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
    await access(folder, constants.W_OK);
    return folder;
  } catch (error) {
    const { message, fix } = fileProblem(error, { path: folder, what: 'cannot be written' }) ?? (error as UserError);
    throw new UserError(`--report: ${message}`, { exitCode: 2, cause: error, ...(fix === undefined ? {} : { fix }) });
  }
}

/** Writes both reports. */
export function writeReport(folder: string, summary: RunSummary): void {
  writeAtomically(join(folder, HTML_FILE), htmlReport(summary), { isPrivate: false });
  writeAtomically(join(folder, JUNIT_FILE), junitReport(summary), { isPrivate: false });
}

/** Writes the picture of a failed step at once, and says where. */
export function writePicture(folder: string, name: string, picture: Buffer): string {
  const path = join(folder, `${name}.jpg`);
  writeAtomically(path, picture, { isPrivate: false });
  return path;
}
