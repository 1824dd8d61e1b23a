/**
 * How well text of one color can be read on another: WCAG's contrast ratio, from 1 to 21.
 *
 * @param colors as `#rrggbb`; https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
 */
export function contrast(...colors: readonly [string, string]): number {
  const [dark = 0, light = 0] = colors.map(luminance).sort((a, b) => a - b);
  return (light + 0.05) / (dark + 0.05);
}

function luminance(color: string): number {
  const [red = 0, green = 0, blue = 0] = channels(color).map((it) => {
    const share = it / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

const channels = (color: string) => [1, 3, 5].map((at) => Number.parseInt(color.slice(at, at + 2), 16));

/** The color nearest to one, towards black or white, that is readable on a background: both as `#rrggbb`. */
export function readable(color: string, { on, least }: { on: string; least: number }): string {
  const end = luminance(on) > 0.5 ? 0 : 255;
  const steps = Array.from({ length: 101 }, (_, percent) => mixed(color, end, percent / 100));
  return steps.find((it) => contrast(it, on) >= least) ?? mixed(color, end, 1);
}

const mixed = (color: string, end: number, share: number) =>
  `#${channels(color)
    .map((it) =>
      Math.round(it + (end - it) * share)
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
