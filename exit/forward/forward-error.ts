import type { ForwardReply } from '../../shared/wire/forward-reply.ts';

/** A target could not be reached; the message is one line for the person at the client. */
export class ForwardError extends Error {
  override readonly name = 'ForwardError';
  readonly status: Exclude<ForwardReply['status'], 'connected'>;

  constructor(status: ForwardError['status'], message: string) {
    super(message);
    this.status = status;
  }
}
