import { cloudConfig } from './cloud-config.ts';
import { composeFile } from './compose-file.ts';
import type { Deployment } from './deployment.ts';
import { kubernetesFile } from './kubernetes-file.ts';
import { systemdFile } from './systemd-file.ts';

/** Makes the text of the file that sets a server up, by where it is to run. */
export const GENERATORS = {
  systemd: systemdFile,
  compose: composeFile,
  k8s: kubernetesFile,
  'cloud-init': cloudConfig,
} as const satisfies Record<string, (deployment: Deployment) => string>;

export type GeneratorName = keyof typeof GENERATORS;
