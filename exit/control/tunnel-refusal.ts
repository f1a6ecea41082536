import type { LicenceRefusalCode } from '../../shared/licence/licence-api.ts';
import { fitText } from '../../shared/wire/fit-text.ts';
import type { RefusalCode } from '../../shared/wire/messages.ts';

/** A tunnel cannot be opened as asked; the message is one line for the person, `code` is for the client. */
export class TunnelRefusal extends Error {
  override readonly name = 'TunnelRefusal';
  readonly code: RefusalCode;
  /** Where it is because a licence does not count any more. */
  readonly licence: LicenceRefusalCode | undefined;

  constructor(code: RefusalCode, message: string, licence?: LicenceRefusalCode) {
    super(fitText(message));
    this.code = code;
    this.licence = licence;
  }
}
