/** Query parameters and headers that let their reader in; also inside an address that is a parameter of another. */
const CREDENTIAL =
  /((?:(?<!\w)|(?<=%(?:25)*(?:3F|26|23)))(?:access_token|token|preview|_xsrf|code|state)(?:=|%(?:25)*3D))[^&\s"'<>#%]+/gi;
const AUTHORIZATION = /(authorization["']?\s*[:=]\s*["']?(?:token|bearer|basic)\s+)[^\s"'<>]+/gi;

/** Takes secrets out of a text before it is shown or stored. */
export type Redact = (text: string) => string;

/**
 * Makes the one function through which every text of a report goes.
 *
 * A password that is also a user's name, as in the proof of concept, stays: taking the name out of each sentence would
 * hide nothing and show everyone that the two are the same.
 */
export function redaction(users: readonly { readonly name: string; readonly password: string }[]): Redact {
  const names = new Set(users.map((user) => user.name));
  const passwords = users.map((user) => user.password).filter((password) => password !== '' && !names.has(password));
  // The longest first: one password may be the beginning of another.
  const forms = [...new Set(passwords)].sort((a, b) => b.length - a.length).flatMap(formsOf);
  const secrets = forms.length === 0 ? undefined : new RegExp(forms.join('|'), 'gu');
  return (text) =>
    (secrets === undefined ? text : text.replace(secrets, '(removed)'))
      .replace(CREDENTIAL, '$1(removed)')
      .replace(AUTHORIZATION, '$1(removed)');
}

/** A password as texts may have it, as regular expressions: encoded as a whole, or character by character. */
function formsOf(password: string): string[] {
  const bytes = Buffer.from(password);
  return [[...password].map(anyForm).join(''), ...base64Forms(bytes), ...hexForms(bytes)];
}

const NAMED: Readonly<Record<string, string>> = { '&': 'amp', '<': 'lt', '>': 'gt', '"': 'quot', "'": 'apos' };
/** `&` of an entity, which may have been encoded again. */
const AND = '&(?:amp;)*';

/**
 * A character as it is, or as addresses, forms, JSON, HTML, shells and program texts write it, encoded once or again.
 */
function anyForm(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const hex = code.toString(16);
  const units = [...Array(character.length).keys()].map((i) => character.charCodeAt(i));
  const bytes = [...Buffer.from(character)].map((byte) => anyCase(byte.toString(16).padStart(2, '0')));
  const unicode = units.map((unit) => `\\\\+u${anyCase(unit.toString(16).padStart(4, '0'))}`);
  const forms = [
    // Backslashes of a text in quotes; a quote may be doubled there, or follow the end of another text.
    ...(character === '\\' ? ['\\\\+'] : [`\\\\*${escaped(character)}`]),
    bytes.map((byte) => `%(?:25)*${byte}`).join(''),
    bytes.map((byte) => `\\\\+x${byte}`).join(''),
    unicode.join(''),
    `\\\\+u\\{0*${anyCase(hex)}\\}`,
    ...(code < 256 ? [`\\\\+x${anyCase(hex.padStart(2, '0'))}`] : []),
    `${AND}#(?:0*${code}|[xX]0*${anyCase(hex)});`,
    ...(NAMED[character] ? [`${AND}${NAMED[character]};`] : []),
    ...(character === ' ' ? ['\\+', '%(?:25)*2[bB]'] : []),
    ...(character === "'" ? ["''", "'\\\\''", `'"'"'`] : []),
    ...(character === '\n' ? ['\\\\+n'] : []),
    ...(character === '\t' ? ['\\\\+t'] : []),
  ];
  return `(?:${forms.sort((a, b) => b.length - a.length).join('|')})`;
}

/** What stays of a password in base64, alone and after other bytes: whole groups of six of its bits. */
function base64Forms(bytes: Buffer): string[] {
  return [0, 1, 2].flatMap((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    const bits = (before + bytes.length) * 8;
    const own = text.slice(Math.ceil((before * 8) / 6), Math.floor(bits / 6));
    const written = own.replaceAll(/[+-]/g, '[+-]').replaceAll(/[/_]/g, '[/_]');
    // Fewer would be found by chance; what is around them of the password is gone with them.
    return own.length < 4 ? [] : [`[\\w+/-]?${written}[\\w+/-]?={0,2}`];
  });
}

function hexForms(bytes: Buffer): string[] {
  return bytes.length < 4 ? [] : [anyCase(bytes.toString('hex'))];
}

/** Digits of a number in hex, small or capital. */
function anyCase(hex: string): string {
  return hex.replaceAll(/[a-f]/g, (it) => `[${it}${it.toUpperCase()}]`);
}

function escaped(character: string): string {
  return character.replace(/[\\^$.*+?()[\]{}|/]/, '\\$&');
}
