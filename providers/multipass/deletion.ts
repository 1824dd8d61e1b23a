/** The command that deletes a VM with everything in it. */
export const deletion = (name: string): string => `multipass delete --purge ${name}`;
