import type { ReplayEdit, RequestDetail } from '../../../../shared/contract/captured-request.ts';
import type { TunnelConfig } from '../../../../shared/contract/tunnel.ts';
import { writeRequestHead } from '../../../../shared/http1/head-writer.ts';
import type { Trust } from '../../network/trust.ts';
import { RequestError } from '../../request-error.ts';
import { failureAnswer } from '../../tunnels/local-answer.ts';
import { openUpstream } from '../../tunnels/open-upstream.ts';
import { UpstreamConnection } from '../../tunnels/upstream-connection.ts';
import type { UpstreamError } from '../../tunnels/upstream-error.ts';
import { UpstreamHost } from '../../tunnels/upstream-host.ts';
import type { ExchangeRecorder } from '../capture/exchange-recorder.ts';
import type { RequestCapture } from '../capture/request-capture.ts';
import { type ReplayRequest, replayRequest } from './replay-head.ts';

/** How long a click waits for the whole answer before it shows what there is: a stream of events may never end. */
const WAIT_MS = 2_000;
/** A replay that lasts longer is broken off: nobody reads the rest of it. */
const LONGEST_MS = 120_000;
/** Replays under way at once: a person has one or two, a script of the command line more. */
const MOST_AT_ONCE = 20;

/** Sends captured requests again, straight to the upstream, and captures their answers. */
export class Replayer {
  readonly #capture: RequestCapture;
  readonly #trust: Trust;
  readonly #under = new Set<() => void>();

  constructor(capture: RequestCapture, trust: Trust) {
    this.#capture = capture;
    this.#trust = trust;
  }

  /** Returns the id of the new request once its answer is whole, or has gone on for 2 s. Rejects with RequestError. */
  async replay(detail: RequestDetail, tunnel: TunnelConfig, edit: ReplayEdit): Promise<number> {
    if (tunnel.kind !== 'http')
      throw new RequestError('NOT_NOW', 'The tunnel of this request does not lead to HTTP any more.');
    if (this.#under.size >= MOST_AT_ONCE)
      throw new RequestError('NOT_NOW', 'Many replays are under way: wait for their answers.');
    const request = replayRequest(detail, edit);
    const recorder = this.#capture.record(tunnel.id, request.head, detail.id);
    const over = this.#send(request, tunnel, recorder);
    let timer: NodeJS.Timeout | undefined;
    const waited = new Promise<void>((resolve) => {
      timer = setTimeout(resolve, WAIT_MS);
    });
    await Promise.race([over, waited]);
    clearTimeout(timer);
    await this.#capture.flush();
    return recorder.start.id;
  }

  /** Breaks off what is under way. */
  stop(): void {
    for (const end of [...this.#under]) end();
  }

  #send({ head, body }: ReplayRequest, tunnel: TunnelConfig, recorder: ExchangeRecorder): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const upstream = new UpstreamConnection(openUpstream(tunnel, this.#trust), 'unknown');
    const end = () => {
      if (!this.#under.delete(end)) return;
      clearTimeout(timer);
      upstream.destroy();
      recorder.onAbort();
      resolve();
    };
    const timer = setTimeout(end, LONGEST_MS).unref();
    this.#under.add(end);
    upstream.begin(head.method, {
      onInformational() {},
      onHead: (answer) => recorder.onAnswer(answer),
      onBody: (chunk) => {
        recorder.onAnswerBody(chunk);
        return true;
      },
      onEnd: () => {
        recorder.onEnd();
        end();
      },
      onFailure: (error) => {
        fail(recorder, error);
        end();
      },
      onDrain() {},
    });
    const host = new UpstreamHost(tunnel, () => {});
    upstream.write(writeRequestHead(head, { ...host.editRequest(head), connection: 'close' }));
    if (body.length > 0) {
      recorder.onRequestBody(body);
      upstream.write(body);
    }
    recorder.onRequestEnd();
    return promise;
  }
}

function fail(recorder: ExchangeRecorder, error: UpstreamError): void {
  // A part of an answer is shown as what it is; none at all, as a visitor would have got it.
  if (recorder.answer) return;
  recorder.onFailure(failureAnswer(error.code, true).status, error.code);
  recorder.onEnd();
}
