/**
 * The app's engine without its page, that shares an HTTP and a TCP service over one session, as a program that can be killed. Its settings and secrets are in a
 * folder, so that the next one is the same client.
 *
 *     node e2e/faults/client-program.ts FOLDER CONTROL-URL TOKEN HTTP-PORT TCP-PORT REMOTE-PORT [CHURN-MS]
 *
 * Prints `ready` whenever both are open. With CHURN-MS a third tunnel is closed or opened each time.
 */

import { createEngine } from '../../electron/engine/engine.ts';
import { KeyFileCipher } from '../../electron/engine/secrets/key-file-cipher.ts';
import { settingsFileOf } from '../../electron/engine/settings/settings-file-of.ts';
import { untilStopSignal } from '../../shared/stop-signal.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';

const [dataDir = '', server = '', token = '', http = '', tcp = '', remotePort = '', churnMs = ''] =
  process.argv.slice(2);

const CHURNED = 'churned';
const log = (fields: object, message: string) => process.stderr.write(`${message} ${JSON.stringify(fields)}\n`);
const stopped = untilStopSignal();
// Nothing else holds the process until a session is there: the storage thread does not.
const alive = setInterval(() => {}, 60_000);
const engine = createEngine({
  dataDir,
  settings: settingsFileOf(dataDir),
  cipher: KeyFileCipher.of(dataDir),
  startEmbeddedExit: () => Promise.reject(new Error('there is none here')),
  log: { debug() {}, info: log, warn: log, error: log },
  version: '0.0.0-faults',
});
await engine.start();
if (engine.tunnels.tunnels.value.length === 0) {
  const { id: serverId } = await engine.servers.join(formatJoinLink({ server, token }));
  await engine.tunnels.share({ target: http, kind: 'http', name: 'faults', serverId });
  await engine.tunnels.share({
    target: `127.0.0.1:${tcp}`,
    kind: 'tcp',
    name: 'echo',
    remotePort: Number(remotePort),
    serverId,
  });
}
let states = '';
engine.tunnels.tunnels.subscribe((tunnels) => {
  const now = tunnels
    .filter(({ name }) => name !== CHURNED)
    .map(({ status }) => status.state)
    .join(' ');
  if (now !== states) process.stdout.write(`now ${now}\n`);
  // From behind the link the public URL, which is on loopback, is not there: the probe of it fails, as it should.
  if (/^(?:online|degraded) (?:online|degraded)$/.test(now)) process.stdout.write('ready\n');
  states = now;
});
const churning = Number(churnMs) > 0 ? setInterval(await startChurning(), Number(churnMs)) : undefined;
await stopped;
clearInterval(churning);
await engine.stop();
clearInterval(alive);

/** @returns what closes the third tunnel where it runs, and opens it where it does not */
async function startChurning(): Promise<() => void> {
  const { serverId } = engine.tunnels.tunnels.value[0] ?? {};
  const { id } = await engine.tunnels.share({ target: http, kind: 'http', name: CHURNED, serverId });
  let runs = true;
  return () => {
    if (runs) engine.tunnels.stopTunnel(id);
    else engine.tunnels.startTunnel(id);
    runs = !runs;
  };
}
