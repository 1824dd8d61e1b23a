import { hasAuthType } from '../../platform/auth/auth-types.ts';
import { isMapping } from '../../system/mapping.ts';
import type { PathSegment, SettingsProblem } from '../../system/problem.ts';
import { holdsSecret, isEncrypted, isSecret } from '../../system/secret-forms.ts';

/** What is said of a secret that is written out. */
const PLAIN_SECRET = 'contains a secret in plain text';

/** A variable that settings write out, and that is a secret; what is no text is read from elsewhere. */
export function checkPlainVariable(name: string, value: unknown, path: readonly PathSegment[]): SettingsProblem[] {
  if (typeof value !== 'string' || !isSecret(name, value)) return [];
  const fix = 'remove it, since this file is in git, and write where it is read from: { env: NAME } or { file: path }';
  return [{ path, message: PLAIN_SECRET, fix }];
}

const ENCRYPTED = 'is encrypted with SOPS, but nothing decrypts it for the hub';

/** Whether a problem is a secret written in the settings. */
export const isAboutSecret = ({ message }: SettingsProblem) => message === PLAIN_SECRET || message === ENCRYPTED;

/** Raw values are readable by all who may read the HelmChart, and lie in git: finds the secrets among them. */
export function checkChartSecrets(values: unknown, at: readonly PathSegment[]): SettingsProblem[] {
  return secretPaths(values).map((path) => ({
    path: [...at, ...path],
    message: isEncrypted(textAt(values, path)) ? ENCRYPTED : PLAIN_SECRET,
    fix: remedy(path.join('.')),
  }));
}

/** Typed settings take secrets by reference; an address or another text may still hold one. Variables have a check of their own. */
export function checkTypedSecrets(settings: unknown): SettingsProblem[] {
  const isRaw = ([first, second]: readonly PathSegment[]) => first === 'hub' && second === 'values';
  const isVariable = (path: readonly PathSegment[]) => path.at(-2) === 'environment';
  const paths = textPaths(settings).filter((path) => !isRaw(path) && !isVariable(path));
  return paths
    .filter((path) => holdsSecret(textAt(settings, path)))
    .map((path) => ({ path, message: PLAIN_SECRET, fix: elsewhere(path.join('.')) }));
}

function elsewhere(path: string): string {
  if (path.startsWith('servers.postStart.')) return 'set it as a variable of servers.environment';
  if (/^servers\.(initContainers|sidecars)\.\d+\.(command|args)\./.test(path))
    return 'set it as a variable of its environment';
  if (path.startsWith('servers.files.')) return 'put it into a file that is not in git, and name that with `file`';
  return 'remove it: this file is in git';
}

/** Where in raw values a secret is written out. */
function secretPaths(values: unknown): PathSegment[][] {
  return walk(values, [], undefined);
}

function walk(value: unknown, at: PathSegment[], name: string | undefined): PathSegment[][] {
  if (Array.isArray(value)) return value.flatMap((item, index) => walk(item, [...at, index], name));
  if (isMapping(value)) {
    // An environment variable may be written as a mapping of its name and its value.
    const own = typeof value.name === 'string' ? value.name : name;
    return Object.entries(value).flatMap(([key, inner]) =>
      walk(inner, [...at, key], key === 'value' ? own : nameFor(key, at)),
    );
  }
  if (typeof value !== 'string') return [];
  const isCode = at[0] === 'hub' && at[1] === 'extraConfig';
  return (isCode ? holdsSecret(value, true) : isSecret(name, value)) ? [at] : [];
}

/**
 * A key that is a user-given name of a text, a label or a claim says nothing about its value; that of a consumer of LTI is one
 * beside its secret.
 */
function nameFor(key: string, at: readonly PathSegment[]): string | undefined {
  if (/^hub\.config\.LTI\w*\.consumers$/.test(at.join('.'))) return 'secret';
  return /(^|\.)(extraConfig|labels|annotations|\w+Labels|\w+Annotations)$/.test(at.join('.')) ? undefined : key;
}

function textAt(value: unknown, path: readonly PathSegment[]): string {
  return String(path.reduce((inner, key) => (inner as Record<PathSegment, unknown>)[key], value));
}

function textPaths(value: unknown, at: PathSegment[] = []): PathSegment[][] {
  if (typeof value === 'string') return [at];
  if (typeof value !== 'object' || value === null) return [];
  const all = Array.isArray(value) ? value.entries() : Object.entries(value);
  return [...all].flatMap(([key, inner]) => textPaths(inner, [...at, key]));
}

function remedy(path: string): string {
  if (
    /^(proxy\.secretToken|hub\.cookieSecret|hub\.config\.(CryptKeeper|JupyterHub|ConfigurableHTTPProxy)\.)/.test(path)
  ) {
    return 'leave it out: the chart generates one and keeps it across upgrades';
  }
  if (path.startsWith('hub.db.')) return 'describe the database in hub.database, which takes its password by reference';
  if (path.startsWith('hub.services.')) return 'describe the service in hub.services, which takes secrets by reference';
  if (path.startsWith('imagePullSecret.')) return 'use registry, which takes the password by reference';
  const [, authenticator] = /^hub\.config\.(\w*Authenticator)\./.exec(path) ?? [];
  if (authenticator && hasAuthType(authenticator)) return 'use auth, which takes it by reference';
  if (/^proxy\.https\./.test(path)) return 'put the certificate into a Secret and set it in hub.tls';
  if (authenticator || /^hub\.(extraConfig|extraFiles)\./.test(path)) {
    return 'put it into a Secret, give it to the hub with hub.extraEnv and valueFrom.secretKeyRef, and read it with os.environ in hub.extraConfig';
  }
  return 'put it into a Secret in the cluster and refer to it with valueFrom.secretKeyRef or hub.existingSecret';
}
