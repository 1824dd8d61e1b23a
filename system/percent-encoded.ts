/** Text with all but the unreserved characters of RFC 3986 escaped, also those that encodeURIComponent leaves. */
export function percentEncoded(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`);
}
