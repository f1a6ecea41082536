import { readFileSync } from 'node:fs';
import { createEngine } from '../electron/engine/engine.ts';
import type { EngineParts, StartEmbeddedExit } from '../electron/engine/engine-parts.ts';
import { RequestError } from '../electron/engine/request-error.ts';
import { MemoryCipher } from '../electron/engine/secrets/memory-cipher.ts';
import { type Tunnel, TunnelName } from '../shared/contract/tunnel.ts';
import { untilStopSignal } from '../shared/stop-signal.ts';
import { VERSION } from '../shared/version.ts';
import { formatJoinLink } from '../shared/wire/join-link.ts';
import { readPin } from '../shared/wire/read-pin.ts';
import { createCliLog } from './cli-log.ts';
import { CommandError } from './command-error.ts';
import { MemorySettingsFile } from './memory-settings-file.ts';

export interface ShareFlags {
  name?: string;
  server?: string;
  tokenFile?: string;
  ca?: string;
  tcp?: boolean;
  remotePort?: string;
  json?: boolean;
}

/** `porthole share TARGET`: shares it until a signal comes. */
export async function share(target: string, flags: ShareFlags, startEmbeddedExit: StartEmbeddedExit): Promise<void> {
  const request = readFlags(target, flags);
  const parts: EngineParts = {
    dataDir: '',
    settings: new MemorySettingsFile(),
    cipher: new MemoryCipher(),
    startEmbeddedExit,
    log: createCliLog(),
    version: VERSION,
  };
  const engine = createEngine(parts);
  await engine.start();
  const stopped = untilStopSignal();
  try {
    const serverId = await joinServer(engine, flags);
    // A signal counts while the exit server is not reached yet, too.
    const shared = await Promise.race([engine.tunnels.share({ ...request, serverId }), stopped.then(() => undefined)]);
    if (!shared) return;
    const { id } = shared;
    const failed = Promise.withResolvers<never>();
    const report = new ShareReport(flags.json ?? false, (message) => failed.reject(new CommandError(1, message)));
    const unsubscribe = engine.tunnels.tunnels.subscribe((tunnels) => {
      const tunnel = tunnels.find((candidate) => candidate.id === id);
      if (tunnel) report.show(tunnel);
    });
    await Promise.race([stopped, failed.promise]).finally(unsubscribe);
  } catch (error) {
    if (error instanceof RequestError) throw new CommandError(2, error.message);
    throw error;
  } finally {
    await engine.stop();
  }
}

function readFlags(target: string, flags: ShareFlags) {
  if (flags.server === undefined && flags.tokenFile !== undefined) {
    throw new CommandError(2, '--token-file needs --server: give the address of your exit server too.');
  }
  if (flags.server !== undefined && flags.tokenFile === undefined) {
    throw new CommandError(2, '--server needs --token-file: give the file with its token too.');
  }
  if (flags.ca !== undefined && !flags.server?.startsWith('wss:')) {
    throw new CommandError(2, '--ca needs --server wss://…: it says which CA to trust there.');
  }
  const name = flags.name === undefined ? undefined : TunnelName.safeParse(flags.name);
  if (name?.success === false) throw new CommandError(2, `--name "${flags.name}": ${name.error.issues[0]?.message}`);
  const remotePort = flags.remotePort === undefined ? undefined : Number(flags.remotePort);
  if (remotePort !== undefined && !(Number.isInteger(remotePort) && remotePort > 0 && remotePort < 65_536)) {
    throw new CommandError(2, `--remote-port "${flags.remotePort}" is not a port: ports go from 1 to 65535.`);
  }
  if (remotePort !== undefined && !flags.tcp) throw new CommandError(2, '--remote-port is for TCP tunnels: add --tcp.');
  return { target, name: name?.data, kind: flags.tcp ? ('tcp' as const) : ('http' as const), remotePort };
}

/** Returns the id of the server of the flags, or undefined for the embedded one. */
async function joinServer(
  engine: ReturnType<typeof createEngine>,
  { server, tokenFile, ca }: ShareFlags,
): Promise<string | undefined> {
  if (server === undefined || tokenFile === undefined) return undefined;
  let token: string;
  try {
    token = readFileSync(tokenFile, 'utf8').trim();
  } catch (error) {
    throw new CommandError(2, `--token-file ${tokenFile} cannot be read (${(error as NodeJS.ErrnoException).code}).`);
  }
  const pin = ca === undefined ? {} : { ca: pinOf(ca) };
  return (await engine.servers.join(formatJoinLink({ server, token, ...pin }))).id;
}

function pinOf(ca: string): string {
  try {
    return readPin(ca);
  } catch (error) {
    throw new CommandError(2, `${(error as Error).message}.`);
  }
}

/** Says once where the share is reachable, and each time something is wrong or right again. */
class ShareReport {
  readonly #json: boolean;
  readonly #onRefused: (message: string) => void;
  #announced = false;
  #last = '';
  #note: string | undefined;

  constructor(json: boolean, onRefused: (message: string) => void) {
    this.#json = json;
    this.#onRefused = onRefused;
  }

  show({ status, publicUrl, upstream, name, probes, transport, linkNote }: Tunnel): void {
    if (status.state === 'refused') {
      this.#onRefused(`${status.message} ${status.nextStep}`);
      return;
    }
    // The public URL leads here whatever the service behind it does: that is for `degraded` to say.
    if (!this.#announced && publicUrl && probes.publicUrl.state === 'ok') {
      this.#announced = true;
      const line = this.#json
        ? JSON.stringify({ event: 'shared', name, publicUrl, upstream })
        : `${publicUrl} -> ${upstream}`;
      process.stdout.write(`${line}\n`);
    }
    if (linkNote !== this.#note && transport !== undefined) {
      this.#note = linkNote;
      if (this.#json) process.stdout.write(`${JSON.stringify({ event: 'link', transport, note: linkNote })}\n`);
      else process.stderr.write(`porthole: ${linkNote ?? 'Connected over a WebSocket again.'}\n`);
    }
    const text = 'message' in status ? `${status.message} ${status.nextStep}` : '';
    const state = `${status.state} ${text}`;
    if (state === this.#last || status.state === 'connecting') return;
    const wasWell = this.#last === '' && text === '';
    this.#last = state;
    if (this.#json) process.stdout.write(`${JSON.stringify({ event: 'status', ...status })}\n`);
    else if (!wasWell) process.stderr.write(`porthole: ${text || 'online again'}\n`);
  }
}
