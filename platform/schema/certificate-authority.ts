import * as z from 'zod';

/** `certificateAuthority`: what the company's own servers have certificates of. */
export const certificateAuthoritySchema = z
  .strictObject({
    file: z
      .string()
      .min(1)
      .describe('A file with its certificates as PEM, root and intermediates, relative to platform.yaml.'),
  })
  .optional()
  .describe(
    "A company's own certificate authority, which hub, servers and image builds trust beside the public ones: docs/company-ca.md.",
  );

export type CertificateAuthority = NonNullable<z.output<typeof certificateAuthoritySchema>>;
