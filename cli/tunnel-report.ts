import type { ProbedTunnel } from '../shared/contract/tunnel.ts';
import { folderUpstream } from '../shared/folder-upstream.ts';

/** Says once where the tunnel is reached and leads, and each time something is wrong or right again. */
export class TunnelReport {
  readonly #json: boolean;
  readonly #onRefused: (message: string) => void;
  #announced = false;
  #last = '';
  #note: string | undefined;

  constructor(json: boolean, onRefused: (message: string) => void) {
    this.#json = json;
    this.#onRefused = onRefused;
  }

  show(tunnel: ProbedTunnel): void {
    const { status, publicUrl, probes, transport, linkNote } = tunnel;
    if (status.state === 'refused') {
      this.#onRefused(`${status.message} ${status.nextStep}`);
      return;
    }
    // The public URL leads here whatever the service behind it does: that is for `degraded` to say.
    if (!this.#announced && publicUrl && probes.publicUrl.state === 'ok') {
      this.#announced = true;
      process.stdout.write(`${announcement(tunnel, publicUrl, this.#json)}\n`);
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

/** Where it is reached and leads. Addresses that are no URLs for anybody are written as one types them. */
function announcement({ kind, name, upstream }: ProbedTunnel, publicUrl: string, json: boolean): string {
  const address = publicUrl.replace(/^tcp:\/\//, '');
  const target = upstream.replace(/^tcp:\/\//, '');
  if (kind === 'forward') {
    return json ? JSON.stringify({ event: 'forwarding', name, address, target }) : `${address} -> ${target}`;
  }
  if (json) return JSON.stringify({ event: 'shared', name, publicUrl, upstream });
  return `${kind === 'private' ? address : publicUrl} -> ${folderUpstream.shown(upstream)}`;
}
