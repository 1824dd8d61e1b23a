import * as z from 'zod';
import { contrast, readable } from '../contrast.ts';
import { expected } from './scalars.ts';

/** What WCAG asks of text, level AA. */
const LEAST_CONTRAST = 4.5;

/** An accent color, readable where it is hardest: in the striped rows of a table, `on` this gray. */
const accent = (on: string, page: string) =>
  z
    .string()
    .regex(/^#[0-9a-fA-F]{6}$/, expected('a color such as "#0b5cad", in quotes'))
    .transform((color) => color.toLowerCase())
    .superRefine((color, context) => {
      if (!/^#[0-9a-f]{6}$/.test(color) || contrast(color, on) >= LEAST_CONTRAST) return;
      const ratio = Math.floor(contrast(color, on) * 100) / 100;
      const near = readable(color, { on, least: LEAST_CONTRAST });
      const message = `expected a color readable on ${page} pages, with a contrast of ${LEAST_CONTRAST}:1 instead of ${ratio}:1; write "${near}"`;
      context.addIssue({ code: 'custom', message, input: color });
    });

/** `hub.pages`: what the pages of the hub look like. */
export const pagesSchema = z
  .strictObject({
    title: z
      .string()
      .trim()
      .min(1)
      .max(60)
      .optional()
      .describe('Name of the hub, in the title of every page and beside the logo. If unset, JupyterHub.'),
    logo: z
      .string()
      .min(1)
      .optional()
      .describe('A picture, relative to platform.yaml: PNG, JPEG, GIF, WebP or SVG, at most 64 KiB.'),
    colors: z
      .strictObject({
        light: accent('#f2f2f2', 'light')
          .default('#a94a0b')
          .describe('On light pages, such as `"#0b5cad"`, readable on white with a contrast of 4.5:1.'),
        dark: accent('#2c3034', 'dark')
          .default('#f58b45')
          .describe('On dark pages, such as `"#7ab8ff"`, readable on dark gray with a contrast of 4.5:1.'),
      })
      .optional()
      .describe(
        'The color of buttons and links. If unset, a dark orange on light pages and a light one on dark pages.',
      ),
    templates: z
      .string()
      .min(1)
      .optional()
      .describe(
        "A folder with templates of your own for the hub's pages, relative to platform.yaml: docs/pages.md. At most 64 KiB together.",
      ),
  })
  .prefault({})
  .describe('What the pages of the hub look like.');

const time = () =>
  z.iso.datetime({ offset: true, ...expected('a time with its time zone, such as 2027-01-15T18:00:00+01:00') });

/** `announcement`: what every page of the hub says. */
export const announcementSchema = z
  .strictObject({
    text: z.string().trim().min(1).max(1000).describe('What it says, as plain text; addresses become links.'),
    level: z.enum(['info', 'warning', 'danger']).default('info').describe('How much it stands out.'),
    from: time().optional().describe('When it is first shown, such as `2027-01-15T18:00:00+01:00`. If unset, at once.'),
    until: time().optional().describe('When it is no longer shown. If unset, until it is removed here.'),
    groups: z
      .array(z.string().min(1))
      .default([])
      .describe('Groups whose members see it. If empty, everyone, also on the page to log in.'),
  })
  .refine((it) => it.from === undefined || it.until === undefined || Date.parse(it.from) < Date.parse(it.until), {
    path: ['until'],
    error: () => 'is not after "from"',
  })
  .optional()
  .describe(
    'Something to tell users on every page of the hub. It appears, changes and goes within about two minutes of `up`, without a restart.',
  );

export type Announcement = NonNullable<z.output<typeof announcementSchema>>;
