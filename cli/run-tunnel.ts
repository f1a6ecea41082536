import { createEngine, type Engine } from '../electron/engine/engine.ts';
import type { StartEmbeddedExit } from '../electron/engine/engine-parts.ts';
import { RequestError } from '../electron/engine/request-error.ts';
import { MemoryCipher } from '../electron/engine/secrets/memory-cipher.ts';
import { clearWarning } from '../shared/clear-warning.ts';
import { type Tunnel, TunnelName } from '../shared/contract/tunnel.ts';
import { untilStopSignal } from '../shared/stop-signal.ts';
import { VERSION } from '../shared/version.ts';
import { checkToken } from '../shared/wire/access-token.ts';
import { formatJoinLink } from '../shared/wire/join-link.ts';
import { readPin } from '../shared/wire/read-pin.ts';
import { createCliLog } from './cli-log.ts';
import { CommandError } from './command-error.ts';
import { MemorySettingsFile } from './memory-settings-file.ts';
import { readSecretFile } from './read-secret-file.ts';
import { TunnelReport } from './tunnel-report.ts';

/** Where the token of `--server` may be instead of a file: never on the command line, which others can read. */
const TOKEN_VARIABLE = 'PORTHOLE_TOKEN';

/** Flags of all commands that run one tunnel. */
export interface TunnelFlags {
  name?: string;
  server?: string;
  tokenFile?: string;
  ca?: string;
  licenceFile?: string;
  json?: boolean;
}

/**
 * Runs one tunnel until a signal comes, and says how it is. Rejects with CommandError where the flags are wrong or the exit server refuses.
 *
 * @param open asks the engine for the tunnel, on the server of the flags; undefined: the embedded one
 */
export async function runTunnel(
  flags: TunnelFlags,
  startEmbeddedExit: StartEmbeddedExit,
  open: (engine: Engine, serverId: string | undefined) => Promise<Tunnel>,
): Promise<void> {
  const engine = createEngine({
    dataDir: '',
    settings: new MemorySettingsFile(),
    cipher: new MemoryCipher(),
    startEmbeddedExit,
    log: createCliLog(),
    version: VERSION,
  });
  await engine.start();
  const stopped = untilStopSignal();
  try {
    const serverId = await joinServer(engine, flags);
    await addLicence(engine, flags, serverId);
    // A signal counts while the exit server is not reached yet, too.
    const opened = await Promise.race([open(engine, serverId), stopped.then(() => undefined)]);
    if (!opened) return;
    const failed = Promise.withResolvers<never>();
    const report = new TunnelReport(flags.json ?? false, (message) => failed.reject(new CommandError(1, message)));
    const unsubscribe = engine.tunnels.tunnels.subscribe((tunnels) => {
      const tunnel = tunnels.find(({ id }) => id === opened.id);
      if (tunnel) report.show(tunnel);
    });
    await Promise.race([stopped, failed.promise]).finally(unsubscribe);
  } catch (error) {
    if (error instanceof RequestError) throw new CommandError(2, error.message);
    throw error;
  } finally {
    // Each run is a computer of its own to the issuer: its place in a subscription is given back.
    for (const { id } of engine.licences.licences.value) await engine.licences.remove(id).catch(() => undefined);
    await engine.stop();
  }
}

/** Checks the flags that name the server, and the tunnel. Returns the name. Throws CommandError. */
export function readTunnelFlags(flags: TunnelFlags): string | undefined {
  if (flags.server === undefined && flags.tokenFile !== undefined) {
    throw new CommandError(2, '--token-file needs --server: give the address of your exit server too.');
  }
  if (flags.server !== undefined && flags.tokenFile === undefined && !process.env[TOKEN_VARIABLE]) {
    const message = `--server needs --token-file: give the file with its token too, or the token in ${TOKEN_VARIABLE}.`;
    throw new CommandError(2, message);
  }
  if (flags.licenceFile !== undefined && flags.server === undefined) {
    throw new CommandError(2, '--licence-file needs --server: only exit servers of others ask for a licence.');
  }
  if (flags.ca !== undefined && !flags.server?.startsWith('wss:')) {
    throw new CommandError(2, '--ca needs --server wss://…: it says which CA to trust there.');
  }
  if (flags.name === undefined) return undefined;
  const name = TunnelName.safeParse(flags.name);
  if (!name.success) throw new CommandError(2, `--name "${flags.name}": ${name.error.issues[0]?.message}`);
  return name.data;
}

/** Returns the id of the server of the flags, or undefined for the embedded one. */
async function joinServer(engine: Engine, { server, tokenFile, ca }: TunnelFlags): Promise<string | undefined> {
  if (server === undefined) return undefined;
  const source = tokenFile === undefined ? TOKEN_VARIABLE : `--token-file ${tokenFile}`;
  const text = tokenFile === undefined ? process.env[TOKEN_VARIABLE] : readSecretFile(tokenFile, '--token-file');
  const token = (text ?? '').trim();
  const typo = checkToken(token);
  if (typo !== undefined) throw new CommandError(2, `${source}: ${typo}`);
  const warning = clearWarning(server);
  if (warning !== undefined) process.stderr.write(`porthole: ${warning}\n`);
  const pin = ca === undefined ? {} : { ca: pinOf(ca) };
  return (await engine.servers.join(formatJoinLink({ server, token, ...pin }))).id;
}

async function addLicence(engine: Engine, { licenceFile }: TunnelFlags, serverId: string | undefined): Promise<void> {
  if (licenceFile === undefined) return;
  await engine.licences.import({ text: readSecretFile(licenceFile, '--licence-file'), serverId });
}

function pinOf(ca: string): string {
  try {
    return readPin(ca);
  } catch (error) {
    throw new CommandError(2, `${(error as Error).message}.`);
  }
}
