import { isMapping } from '../../lib/mapping.ts';
import type { PathSegment, Problem } from '../problem.ts';

/** The names of values that hold a secret itself, and not the name of a file, a Secret or a template. */
const SECRET = /(?<!existing)secret$|(^|_)keys$|password$|passwd$|(secret|api|private|access)_?key$|token$/i;
/** A user and a password before the host. */
const IN_URL = /^[\w+.-]+:\/\/[^/\s:@]*:[^/\s@]+@/;
const PRIVATE_KEY = /-----BEGIN [A-Z ]*PRIVATE KEY-----/;

/** Raw values are readable by all who may read the HelmChart, and lie in git: finds the secrets among them. */
export function checkChartSecrets(values: unknown, at: readonly PathSegment[]): Problem[] {
  return walk(values, at, at.length, undefined);
}

function walk(value: unknown, at: readonly PathSegment[], depth: number, name: string | undefined): Problem[] {
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, [...at, index], depth, name));
  if (isMapping(value)) {
    // An environment variable may be written as a mapping of its name and its value.
    const own = typeof value.name === 'string' ? value.name : name;
    return Object.entries(value).flatMap(([key, inner]) =>
      walk(inner, [...at, key], depth, key === 'value' ? own : key),
    );
  }
  if (typeof value !== 'string' || value === '') return [];
  const named = name !== undefined && SECRET.test(name);
  if (!named && !IN_URL.test(value) && !PRIVATE_KEY.test(value)) return [];
  return [{ path: at, message: 'holds a secret in plain text', hint: remedy(at.slice(depth).join('.')) }];
}

function remedy(path: string): string {
  if (
    /^(proxy\.secretToken|hub\.cookieSecret|hub\.config\.(CryptKeeper|JupyterHub|ConfigurableHTTPProxy)\.)/.test(path)
  ) {
    return 'leave it out: the chart makes one and keeps it over upgrades';
  }
  if (path.startsWith('hub.db.')) return 'describe the database in hub.database, which takes its password by reference';
  if (path.startsWith('imagePullSecret.')) return 'use registry, which takes the password by reference';
  if (/^hub\.config\.\w*Authenticator/.test(path)) return 'use auth, which takes it by reference';
  if (/^proxy\.https\./.test(path)) return 'put the certificate into a Secret and name it in hub.tls';
  return 'put it into a Secret in the cluster and refer to it with valueFrom.secretKeyRef or hub.existingSecret';
}
