/** How secrets look that somebody wrote out, told by the name beside them or by their own form. */

/** Tokens that say themselves what they are. */
const TOKENS = [
  /\bgh[pousr]_[A-Za-z0-9]{30,}/,
  /\bgithub_pat_\w{22,}/,
  /\bgl(pat|dt|rt|cbt|ptt|ft|soat|oas)-[\w-]{20,}/,
  /\b(AKIA|ASIA)[A-Z0-9]{16}\b/,
  /\bxox[abeoprs]-[\w-]{10,}/,
  /\bhf_[A-Za-z0-9]{30,}/,
  /\bsk-(?=[\w-]*\d)[\w-]{20,}/,
  /\b[rs]k_(live|test)_[A-Za-z0-9]{16,}/,
  /\bAIza[\w-]{35}/,
  /\bGOCSPX-[\w-]{20,}/,
  /\bya29\.[\w-]{20,}/,
  /\bnpm_[A-Za-z0-9]{36}/,
  /\bpypi-AgEI[\w-]{40,}/,
  /\bdckr_pat_[\w-]{20,}/,
  /\bhvs\.[\w-]{20,}/,
  /\bSG\.[\w-]{16,}\.[\w-]{16,}/,
  /\bdop_v1_[a-f0-9]{40,}/,
  /\bAGE-SECRET-KEY-1[A-Z0-9]{20,}/,
  /\beyJ[\w-]{8,}\.eyJ[\w-]{8,}\.[\w-]{8,}/,
  /-----BEGIN [A-Z ]*PRIVATE KEY( BLOCK)?-----/,
];

/** A user and a password before a host, and what stands for a secret in a text: `--token=…`, `password = "…"`. */
const IN_URL = /\b[a-z][a-z0-9+.-]{0,20}:\/\/[^/\s:@'"]*:([^/\s@'"]+)@/gi;
const WORD = '(?:password|passwd|passphrase|secret|token|api[_-]?key|secret[_-]?key|access[_-]?key|private[_-]?key)';
const IN_TEXT = [
  // An option of a command.
  new RegExp(`--[\\w.-]{0,60}?${WORD}[= ]+["']?([^\\s"']+)`, 'gi'),
  // Python, JSON: a text in quotes behind a name.
  new RegExp(`\\b[\\w.-]{0,60}?${WORD}["']?\\]?\\s*[=:]\\s*[bru]{0,2}["']([^"'\\n]+)["']`, 'gi'),
  // A string that connects to a database.
  /\b(?:host|server|dbname|user id|uid|user)=[^\n]*?\b(?:password|pwd)=["']?([^;\s"'&)]+)/gi,
  /\b(?:password|pwd)=["']?([^;\s"'&)]+)["']?[; ][^\n]*\b(?:host|server|dbname|user id|uid|user)=/gi,
  /"auth"\s*:\s*"([A-Za-z0-9+/]{8,}={0,2})"/g,
  /\b(?:Bearer|Basic)\s+([A-Za-z0-9+/_.-]{16,}=*)/g,
];
/** A line of a file that is no code: `password = …`, `password: …`. */
const IN_LINE = new RegExp(
  `^[ \\t]*[\\w.-]{0,60}?(?:${WORD}|pass)[ \\t]*[=:][ \\t]*["']?([^\\s"']+)["']?[ \\t]*$`,
  'gim',
);

/** What refers to a secret, or stands where one is to be put. */
const REFERENCE = [
  /\$\{[^}]*\}|\$\([^)]*\)|^\$\w+$|\{\{.*\}\}|^%\w+%$/s,
  // Also what Python fills in: f"--token={options['token']}" is cut off at the quote.
  /^\{[\w.:[\]'"-]*\}$|^\{[A-Za-z_][\w.]*[[(}!:]/,
  /^(env|file|ref|vault|secret|op|ssm|aws|gcp|sops|env_var)(\+\w+)?:/,
  /^<.*>$|^\[.*\]$|^[*x.…•_-]+$/i,
  /\b(os\.environ|getenv|get_config|get_secret_value)\b/,
  /^(true|false|yes|no|on|off|none|null|nil|undefined|disabled|enabled)$/i,
  /^(change|replace|fill|insert|put|set|your|my|some|the|enter|add|generate)[ _-]?(me|this|it|in|here|your|an?|the|secret|token|password|key|own|api|client|github|db|database|hub|oauth)([ _-]|$)/i,
  /^(todo|tbd|fixme|placeholder|redacted|masked|hidden|example|secret-?name|(generate|use|see|run)[ :_-].*)$/i,
];
/** Where something is, and not what it is. */
const PLACE = [
  /^(\.{0,2}|~)\/[^\s]*$/,
  /^[\w./-]+\.(pem|key|txt|json|ya?ml|crt|cer|p12|jks|env|conf|ini|toml)$/i,
  /^[a-z][a-z0-9+.-]*:\/\//i,
];

const NAMES = new Set(['password', 'passwd', 'passphrase', 'passcode', 'pass', 'pat', 'secret', 'token', 'credential']);
const KEYS = new Set([
  'api',
  'access',
  'secret',
  'private',
  'encryption',
  'signing',
  'crypt',
  'master',
  'shared',
  'account',
]);
const OF_KUBERNETES = new Set(['existing', 'pull', 'tls', 'name']);

/** Whether a value is a secret: by its name (`DB_PASS`, `client_secret`), or by how it looks. */
export function isSecret(name: string | undefined, value: string): boolean {
  const isNamed = name !== undefined && namesSecret(name) && !namesObject(name, value);
  return (isNamed && isLiteral(value)) || holdsSecret(value);
}

/** Whether SOPS encrypted a value: no secret in plain text, and of use to nobody who does not decrypt it. */
export const isEncrypted = (value: unknown) => typeof value === 'string' && value.startsWith('ENC[AES256_GCM,');

/** Whether a Secret of Kubernetes, or a key in it, is named: `adminSecret: admin-credentials`. */
function namesObject(name: string, value: string): boolean {
  const isNamed = /[a-z](Secret|SecretKey)$/.test(name) && !/^(client|cookie|shared|app|webhook)/.test(name);
  return isNamed && /^[a-z]+(-[a-z]+)+$/.test(value);
}

/** Whether a secret stands somewhere in a text. @param isCode Whether the text is Python, where `password = x` is none. */
export function holdsSecret(text: string, isCode = false): boolean {
  return secretsIn(text, isCode).length > 0;
}

/** The text without its secrets. */
export function withoutSecrets(text: string): string {
  const secrets = secretsIn(text, false).sort((a, b) => b.length - a.length);
  return secrets.reduce((masked, secret) => masked.replaceAll(secret, '(secret)'), text);
}

/** Whether what is called so is a secret itself, and not its name, file or address. */
export function namesSecret(name: string): boolean {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== '');
  const [last = '', before = ''] = words.toReversed();
  if (NAMES.has(last)) return !OF_KUBERNETES.has(before);
  return (
    /(password|passwd|secret|apikey|secretkey|accesskey|privatekey)$/.test(last) ||
    (last === 'key' && KEYS.has(before)) ||
    (last === 'keys' && words.length === 1)
  );
}

function secretsIn(text: string, isCode: boolean): string[] {
  const tokens = TOKENS.flatMap((form) => [...text.matchAll(new RegExp(form, 'g'))].map(([token]) => token));
  const inUrls = [...text.matchAll(IN_URL)].flatMap(([, secret = '']) => (isReferred(secret) ? [] : [secret]));
  const forms = isCode ? IN_TEXT : [...IN_TEXT, ...(text.includes('\n') ? [IN_LINE] : [])];
  const assigned = forms.flatMap((form) => [...text.matchAll(form)].map(([, secret = '']) => secret));
  return [...tokens, ...inUrls, ...assigned.filter((it) => isLiteral(it) && !isWords(it))];
}

function isLiteral(value: string): boolean {
  const text = value.trim();
  const isProse = text.split(/\s+/).length > 2 && !/-----BEGIN/.test(text);
  return text !== '' && !isProse && !isReferred(text) && !PLACE.some((form) => form.test(text));
}

const isReferred = (text: string) => /^\{.*\}$/.test(text) || REFERENCE.some((form) => form.test(text));

/** The name of a thing in a program rather than a secret: `access_token`, `X-Auth-Token`, `session.token`. */
const isWords = (text: string) => /^[A-Za-z]+([-_.][A-Za-z]+)+$/.test(text) || namesSecret(text) || text.length < 4;
