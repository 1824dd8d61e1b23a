import { z } from 'zod';
import { parseReference } from '../image-reference.ts';

const EXPECTED = 'expected an image such as quay.io/jupyter/minimal-notebook:2026-08-10';

/** A container image. Whether its tag says which one is looked at where it matters: {@link checkImages}. */
export const imageReference = () =>
  z.string({ error: () => EXPECTED }).superRefine((text, context) => {
    if (parseReference(text) !== undefined) return;
    const meant = withoutMistakes(text);
    const remedy = parseReference(meant) === undefined ? '' : `: write ${meant}`;
    context.addIssue({ code: 'custom', message: `${EXPECTED}${remedy}` });
  });

/** Without a scheme, without a colon or slash that nothing follows, the name in lower case; a tag stays as it is. */
function withoutMistakes(text: string): string {
  const bare = text
    .trim()
    .replace(/^[a-z]+:\/\//i, '')
    .replace(/[:/]+$/, '');
  const [, name = '', rest = ''] = /^([^@]*?)((?::[^:/@]*)?(?:@.*)?)$/.exec(bare) ?? [];
  return name.toLowerCase() + rest;
}
