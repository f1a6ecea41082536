import { basename } from 'node:path';
import { type Deployment, STOP_SECONDS } from './deployment.ts';
import { SERVER_PLACE } from './server-place.ts';
import { type Argument, planServer } from './server-plan.ts';

/** The text of the unit file. It shuts the program into all that systemd offers and that V8, which writes code as it runs, can bear. */
export function systemdUnit(deployment: Deployment): string {
  const { args } = planServer(deployment, SERVER_PLACE);
  const { dataDir = SERVER_PLACE.dataDir } = deployment;
  return `[Unit]
Description=Porthole exit server
Wants=network-online.target
After=network-online.target

[Service]
Type=exec
ExecStart=${[SERVER_PLACE.program, ...args.map(commandWords)].join(' \\\n  ')}
# Reads certificates again.
ExecReload=/bin/kill -HUP $MAINPID
LoadCredential=token:${SERVER_PLACE.token}
Restart=always
RestartSec=2
# Running requests may finish.
TimeoutStopSec=${STOP_SECONDS}
# One for each connection, at both ends of it.
LimitNOFILE=65536

# A user of its own that exists while it runs; the state folder follows it.
DynamicUser=yes
StateDirectory=${basename(dataDir)}
StateDirectoryMode=0700
WorkingDirectory=${dataDir}
UMask=0077

# Ports below 1024, and nothing else of root.
AmbientCapabilities=CAP_NET_BIND_SERVICE
CapabilityBoundingSet=CAP_NET_BIND_SERVICE
NoNewPrivileges=yes

ProtectSystem=strict
ProtectHome=yes
ProtectProc=invisible
ProcSubset=pid
ProtectClock=yes
ProtectHostname=yes
ProtectControlGroups=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
PrivateDevices=yes
PrivateMounts=yes
PrivateTmp=yes
DevicePolicy=closed
KeyringMode=private
LockPersonality=yes
RemoveIPC=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallFilter=~@privileged @resources
SystemCallErrorNumber=EPERM
# Not MemoryDenyWriteExecute: V8 compiles JavaScript while it runs.

[Install]
WantedBy=multi-user.target
`;
}

function commandWords([flag, value]: Argument): string {
  if (value === undefined) return flag;
  return `${flag} ${value === SERVER_PLACE.tokenFile ? value : quote(value)}`;
}

/** One word of a command line (systemd.service(5), "Command lines"): `%` and `$` double, others in quotes. */
function quote(word: string): string {
  const escaped = word.replaceAll('%', '%%').replaceAll('$', '$$$$');
  return /^[\w@%+=:,./{}*$-]+$/.test(escaped) ? escaped : `"${escaped.replaceAll(/["\\]/g, '\\$&')}"`;
}
