/** Query parameters and headers that let their reader in; also inside an address that is a parameter of another. */
const CREDENTIAL =
  /((?:(?<!\w)|(?<=%(?:25)*(?:3F|26|23)))(?:access_token|token|_xsrf|code|state)(?:=|%(?:25)*3D))[^&\s"'<>#%]+/gi;
const AUTHORIZATION = /(authorization["']?\s*[:=]\s*["']?(?:token|bearer|basic)\s+)[^\s"'<>]+/gi;

/** Takes secrets out of a text before it is shown or stored. */
export type Redact = (text: string) => string;

/**
 * Makes the one function through which every text of a report goes.
 *
 * A password that is also a user's name, as in the proof of concept, stays: taking the name out of each sentence would
 * hide nothing and tell everyone that the two are the same.
 */
export function redaction(users: readonly { readonly name: string; readonly password: string }[]): Redact {
  const names = new Set(users.map((user) => user.name));
  const passwords = users.map((user) => user.password).filter((password) => password !== '' && !names.has(password));
  const forms = passwords.flatMap((password) => [password, encodeURIComponent(password)]);
  // The longest first: one password may be the beginning of another.
  const secrets = [...new Set(forms)].sort((a, b) => b.length - a.length);
  return (text) =>
    secrets
      .reduce((rest, secret) => rest.replaceAll(secret, '(removed)'), text)
      .replace(CREDENTIAL, '$1(removed)')
      .replace(AUTHORIZATION, '$1(removed)');
}
