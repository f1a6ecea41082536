import type { LicenceProblem, LicenceRefusalCode } from '../../shared/licence/licence-api.ts';
import { fitText } from '../../shared/wire/fit-text.ts';

/** A licence is not taken; the message is one line for its holder. */
export class LicenceRefusal extends Error {
  override readonly name = 'LicenceRefusal';
  readonly code: LicenceRefusalCode;
  /** Names of the computers that have the places, where all are taken. */
  readonly devices: readonly string[] | undefined;

  constructor(code: LicenceRefusalCode, message: string, devices?: readonly string[]) {
    super(fitText(message));
    this.code = code;
    this.devices = devices;
  }

  /** As it goes over the wire. */
  get problem(): LicenceProblem {
    const { code, message, devices } = this;
    return devices === undefined ? { code, message } : { code, message, devices: [...devices] };
  }
}
