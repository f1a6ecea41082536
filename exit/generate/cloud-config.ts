import type { Deployment } from './deployment.ts';
import { joinCommands } from './join-steps.ts';
import { renderYaml } from './render-yaml.ts';
import { openPorts, SERVER_PLACE } from './server-place.ts';
import { commented, dnsSteps, hostOf } from './steps.ts';
import { systemdUnit } from './systemd-unit.ts';

/** User data for cloud-init, which makes a fresh Debian or Ubuntu server an exit server at its first boot. */
export function cloudConfig(deployment: Deployment): string {
  const notes = {
    runcmd:
      deployment.token === undefined
        ? 'The token is made on the server: user data can be read by every process there.'
        : 'In order.',
  };
  return `#cloud-config\n${commented(steps(deployment))}\n${renderYaml([{ value: config(deployment), notes }])}`;
}

function config(deployment: Deployment) {
  const { token, download } = deployment;
  return {
    package_update: true,
    packages: ['ca-certificates', 'curl', 'ufw'],
    write_files: [
      { path: SERVER_PLACE.unit, permissions: '0644', content: systemdUnit(deployment) },
      ...(token === undefined ? [] : [{ path: SERVER_PLACE.token, permissions: '0600', content: `${token}\n` }]),
    ],
    runcmd: [
      ...(token === undefined ? [makeToken()] : []),
      ['chmod', '700', '/etc/porthole'],
      ...[22, ...openPorts(deployment)].map((port) => ['ufw', 'allow', `${String(port).replace('-', ':')}/tcp`]),
      ['ufw', '--force', 'enable'],
      ...(download === undefined ? [] : [fetchProgram(download)]),
      ['systemctl', 'daemon-reload'],
      ['systemctl', 'enable', ...(download === undefined ? [] : ['--now']), 'porthole-exit'],
    ],
  };
}

/** A shell command: 256 random bits in hex, unless there is a token already. Needs nothing that a minimal image lacks. */
function makeToken(): string {
  const { token } = SERVER_PLACE;
  return `test -s ${token} || (umask 077; mkdir -p /etc/porthole; od -An -N32 -tx1 /dev/urandom | tr -d ' \\n' > ${token})`;
}

/** A shell command; the program gets its place only when it is what was asked for. */
function fetchProgram({ url, sha256 }: NonNullable<Deployment['download']>): string {
  const file = '/root/porthole-exit.download';
  return [
    `curl -fsSL --proto '=https' --retry 5 --retry-connrefused -o ${file} ${quote(url)}`,
    `echo ${quote(`${sha256}  ${file}`)} | sha256sum -c -`,
    `install -m 755 ${file} ${SERVER_PLACE.program}`,
    `rm ${file}`,
  ].join(' && ');
}

function quote(word: string): string {
  return `'${word.replaceAll("'", `'\\''`)}'`;
}

function steps(deployment: Deployment): string[] {
  const host = hostOf(deployment);
  const { program, token } = SERVER_PLACE;
  const copy = [
    'When it runs, in a checkout of Porthole: make the program, copy it to the server and start it.',
    '     npm run pack:exit',
    `     scp release/porthole-exit-linux-x64 root@${host}:${program}`,
    `     ssh root@${host} systemctl start porthole-exit`,
  ];
  const secrecy = deployment.token === undefined ? 'This file holds no secret.' : 'THIS FILE HOLDS THE TOKEN.';
  const rest = [
    ...(deployment.download === undefined ? [copy] : []),
    [dnsSteps(deployment).join(' ')],
    [
      'On the server, as root: print the join link, and paste it into the app under Servers.',
      ...joinCommands(deployment, `cat ${token}`, 'journalctl -u porthole-exit -o cat').map((line) => `     ${line}`),
    ],
  ];
  return [
    `Porthole exit server for cloud-init on Debian 11, Ubuntu 22.04 or newer. ${secrecy}`,
    `Its firewall lets SSH in on port 22 only, and ${openPorts(deployment).join(', ')}.`,
    '',
    '1. Give this file as user data to a new server.',
    ...rest.flatMap(([first = '', ...more], index) => [`${index + 2}. ${first}`, ...more]),
  ];
}
