import { fitText } from '../../shared/wire/fit-text.ts';
import type { RefusalCode } from '../../shared/wire/messages.ts';

/** A tunnel cannot be opened as asked; the message is one line for the person, `code` is for the client. */
export class TunnelRefusal extends Error {
  override readonly name = 'TunnelRefusal';
  readonly code: RefusalCode;

  constructor(code: RefusalCode, message: string) {
    super(fitText(message));
    this.code = code;
  }
}
