import type { ProbedTunnel } from '../shared/contract/tunnel.ts';
import { folderUpstream } from '../shared/folder-upstream.ts';
import { plainText } from '../shared/plain-text.ts';

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
      this.#onRefused(plainText.line(`${status.message} ${status.nextStep}`));
      return;
    }
    // The public URL leads here whatever the service behind it does: that is for `degraded` to say.
    if (!this.#announced && publicUrl && probes.publicUrl.state === 'ok') {
      this.#announced = true;
      process.stdout.write(`${announcement(tunnel, publicUrl, this.#json)}\n`);
    }
    if (linkNote !== this.#note && transport !== undefined) {
      this.#note = linkNote;
      if (this.#json) process.stdout.write(`${plainText.json({ event: 'link', transport, note: linkNote })}\n`);
      else process.stderr.write(`porthole: ${plainText.line(linkNote ?? 'Connected over a WebSocket again.')}\n`);
    }
    const text = 'message' in status ? plainText.line(`${status.message} ${status.nextStep}`) : '';
    const state = `${status.state} ${text}`;
    if (state === this.#last || status.state === 'connecting') return;
    const wasWell = this.#last === '' && text === '';
    this.#last = state;
    if (this.#json) process.stdout.write(`${plainText.json({ event: 'status', ...status })}\n`);
    else if (!wasWell) process.stderr.write(`porthole: ${text || 'online again'}\n`);
  }
}

/** Where it is reached and leads. Addresses that are no URLs for anybody are written as one types them. */
function announcement({ kind, name, upstream }: ProbedTunnel, publicUrl: string, json: boolean): string {
  const address = publicUrl.replace(/^tcp:\/\//, '');
  const target = upstream.replace(/^tcp:\/\//, '');
  if (kind === 'forward') {
    return json
      ? plainText.json({ event: 'forwarding', name, address, target })
      : plainText.line(`${address} -> ${target}`);
  }
  if (json) return plainText.json({ event: 'shared', name, publicUrl, upstream });
  return plainText.line(`${kind === 'private' ? address : publicUrl} -> ${folderUpstream.shown(upstream)}`);
}
