/** An image reference as the chart takes it: the part after its last colon is the tag, also that of a digest. */
export function splitReference(reference: string): { name: string; tag: string } {
  const colon = reference.lastIndexOf(':');
  return { name: reference.slice(0, colon), tag: reference.slice(colon + 1) };
}
