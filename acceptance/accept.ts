import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { UserError } from '../settings/user-error.ts';
import { duration as durationSchema } from '../settings/scalars.ts';
import { findBrowser, startBrowser } from './chromium.ts';
import { HubAddress } from './hub-address.ts';
import type { Step } from './journey.ts';
import { createReportFolder, writeReport } from './report-folder.ts';
import { duration, inWords, type RunSummary } from './run-summary.ts';
import { runSuite } from './suite.ts';
import { askPassword } from './ask-password.ts';
import { parseUsers, readPasswords } from './users.ts';

/** The command's options as they are typed. */
export interface AcceptOptions {
  readonly url: string;
  readonly users: readonly string[];
  readonly image?: string;
  readonly size?: string;
  readonly timeout: string;
  readonly stepTimeout: string;
  readonly report?: string;
  readonly browser?: string;
  readonly headed?: boolean;
  readonly ignoreCertificate?: boolean;
}
