import type { Deployment } from './deployment.ts';
import { type Place, planServer } from './server-plan.ts';

/** systemd's variable: the folder with the unit's credentials. Not `%d`, which systemd before 250 does not know. */
const CREDENTIALS = '$' + '{CREDENTIALS_DIRECTORY}';

/** Where things are on a server that runs the program under systemd. */
export const SERVER_PLACE = {
  translatesPorts: false,
  /** As the unit says it: what it gets of `token`. */
  tokenFile: `${CREDENTIALS}/token`,
  /** systemd makes it below /var/lib for the unit's own user. */
  dataDir: '/var/lib/porthole-exit',
  program: '/usr/local/bin/porthole-exit',
  unit: '/etc/systemd/system/porthole-exit.service',
  token: '/etc/porthole/token',
} as const satisfies Place & Record<string, unknown>;

/** The ports that a firewall must let through, ranges as FROM-TO. */
export function openPorts(deployment: Deployment): string[] {
  const { from, to } = deployment.tcpPorts;
  const { ports } = planServer(deployment, SERVER_PLACE);
  return [...ports.map(({ outside }) => String(outside)), from === to ? String(from) : `${from}-${to}`];
}
