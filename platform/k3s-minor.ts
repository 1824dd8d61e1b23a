/** The minor version of Kubernetes in a release of k3s: 36 of `v1.36.5+k3s1`. */
export const k3sMinor = (release: string): number => Number(/^v1\.(\d+)\./.exec(release)?.[1]);
