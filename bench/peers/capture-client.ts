import { readFileSync } from 'node:fs';
import { MemorySettingsFile } from '../../cli/memory-settings-file.ts';
import { createEngine } from '../../electron/engine/engine.ts';
import { MemoryCipher } from '../../electron/engine/secrets/memory-cipher.ts';
import { untilStopSignal } from '../../shared/stop-signal.ts';
import { formatJoinLink } from '../../shared/wire/join-link.ts';
import { youngGarbage } from '../../shared/wire/young-garbage.ts';

// An app that shares a port with requests captured or not: CONTROL-URL TOKEN-FILE PORT on|off DATA-DIR. With them captured it also reads what
// changed, as an open Requests view does.
const [server = '', tokenFile = '', port = '', capture = '', dataDir = ''] = process.argv.slice(2);

youngGarbage.enable();
const stopped = untilStopSignal();
// Nothing else holds the process until the tunnel is open: the storage thread does not.
const alive = setInterval(() => {}, 60_000);
const engine = createEngine({
  dataDir,
  settings: new MemorySettingsFile(),
  cipher: new MemoryCipher(),
  startEmbeddedExit: () => Promise.reject(new Error('there is none here')),
  log: {
    debug() {},
    info() {},
    warn() {},
    error: (fields, message) => process.stderr.write(`${message}: ${JSON.stringify(fields)}\n`),
  },
  version: '0.0.0-bench',
});
await engine.start();
engine.requests.changeSettings({ enabled: capture === 'on' });
const { id: serverId } = await engine.servers.join(
  formatJoinLink({ server, token: readFileSync(tokenFile, 'utf8').trim() }),
);
const { publicUrl } = await engine.tunnels.share({ target: port, kind: 'http', name: `capture-${capture}`, serverId });
let since = 0;
engine.requests.log.subscribe((state) => {
  if (capture !== 'on') return;
  void engine.requests.log.changes({}, since);
  since = state.revision;
});
process.stdout.write(`shared at ${publicUrl}\n`);
await stopped;
clearInterval(alive);
await engine.stop();
