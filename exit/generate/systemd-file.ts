import type { Deployment } from './deployment.ts';
import { joinCommands } from './join-steps.ts';
import { openPorts, SERVER_PLACE } from './server-place.ts';
import { commented, dnsSteps, hostOf } from './steps.ts';
import { systemdUnit } from './systemd-unit.ts';

/** A unit file behind the steps that lead to a running server. */
export function systemdFile(deployment: Deployment): string {
  return `${commented(steps(deployment))}\n${systemdUnit(deployment)}`;
}

function steps(deployment: Deployment): string[] {
  const host = hostOf(deployment);
  return [
    'Porthole exit server for systemd 247 or newer (Debian 11, Ubuntu 21.04). This file holds no secret.',
    '',
    '1. In a checkout of Porthole: make the program, and copy it to the server (-- --platform linux-arm64 for ARM).',
    '     npm run pack:exit',
    `     scp release/porthole-exit-linux-x64 root@${host}:${SERVER_PLACE.program}`,
    ...(deployment.tokenFrom === 'app'
      ? ['2. On the server, as root: put the token into its place, with the command that the app shows.']
      : [
          '2. On the server, as root: make the token that clients need.',
          '     install -d -m 700 /etc/porthole',
          `     (umask 077; openssl rand -hex 32 > ${SERVER_PLACE.token})`,
        ]),
    `3. ${dnsSteps(deployment).join(' ')}`,
    `4. Let TCP ports ${openPorts(deployment).join(', ')} through the firewall.`,
    `5. Put this file at ${SERVER_PLACE.unit} and start it.`,
    '     systemctl daemon-reload && systemctl enable --now porthole-exit',
    '6. Print the join link, and paste it into the app under Servers.',
    ...joinCommands(deployment, `cat ${SERVER_PLACE.token}`, 'journalctl -u porthole-exit -o cat').map(
      (line) => `     ${line}`,
    ),
  ];
}
