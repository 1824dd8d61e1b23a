/** Invisible characters do not make a name of dots any different. */
const INVISIBLE = /[\p{Cc}\p{Cf}\p{Z}]/gu;

/**
 * Whether a name, as part of a URL, leads to another page than its own, however often proxies decode or normalize it:
 * a user called `..` would get the route of the hub. The hub decides by the same rule, in hub/hubwright/requests/names.py.
 */
export function meansAnotherPage(name: string): boolean {
  const parts = decoded(name).normalize('NFKC').split(/[/\\]/);
  return parts.some((part) => /^\.*$/.test(part.replace(INVISIBLE, '')));
}

function decoded(name: string): string {
  const once = name.replace(/(?:%[0-9a-f]{2})+/gi, (bytes) =>
    Buffer.from(bytes.replaceAll('%', ''), 'hex').toString('utf8'),
  );
  return once === name ? name : decoded(once);
}

/** The message for such a name, after the name itself. */
export const ANOTHER_PAGE = 'cannot be a user name: as part of a URL it leads to another page';
