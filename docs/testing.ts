/** A page without its blocks of code. */
export const withoutCode = (text: string): string => text.replace(/^ *```.*?^ *```/gms, '');

/** Where a page links to, but for addresses: `homes.md#if-a-home-is-missing`, `#find-the-logs`. */
export function linksIn(text: string): string[] {
  const links = withoutCode(text)
    .replace(/`[^`]*`/g, '')
    .matchAll(/\]\(([^)\s]+)\)/g);
  return [...links].map(([, link = '']) => link).filter((link) => !/^[a-z]+:/.test(link));
}
