/** A certificate as k3s's are, as Base64 of its DER, and when it begins and ends. */
export const CERTIFICATE = {
  base64:
    'MIIBNDCB56ADAgECAhR6tiZUzwk4TsRvgy07Z0AkegvqSzAFBgMrZXAwEDEOMAwGA1UEAwwFYWRtaW4wHhcNMjYxMTI3MDUwNDAyWhcNMjcxMT' +
    'I3MDUwNDAyWjAQMQ4wDAYDVQQDDAVhZG1pbjAqMAUGAytlcAMhAAu/cDU7/v6d8lXKlygc2rffh8ogoJ3sSxd+hCK7+ai5o1MwUTAdBgNVHQ4E' +
    'FgQUv9V0Yp1pddEQEvL75tWM3tWW2AIwHwYDVR0jBBgwFoAUv9V0Yp1pddEQEvL75tWM3tWW2AIwDwYDVR0TAQH/BAUwAwEB/zAFBgMrZXADQQ' +
    'Dc2gY8+fubF4ycnGpJzq5frzdKrXJDgR/eyd/czeLyyYQo9303B5QeVvtcYNAjdmJKfpxFuwn4zGEzKwJIaowN',
  from: Date.parse('2026-11-27T05:04:02Z'),
  to: Date.parse('2027-11-27T05:04:02Z'),
} as const;
