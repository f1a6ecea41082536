import type { ClientMessage, Hello } from '../../shared/wire/messages.ts';
import type { LicenceGate, LicenceGrant } from '../licences/licence-gate.ts';
import { LicenceRefusal } from '../licences/licence-refusal.ts';

/** What a client may say while its licence is checked, which takes a millisecond; one that says more than that is answered by silence. */
const MAX_KEPT = 128;

/** Why a licence is not taken. Without a code: it could not be checked, and the client should come back. */
export interface LicenceEnd {
  code?: string;
  message: string;
}

/** The licence of one session. */
export class SessionLicence {
  readonly #gate: LicenceGate | undefined;
  #grant: LicenceGrant | undefined;
  /** What the client said while its hello is looked at. */
  #kept: ClientMessage[] | undefined;
  #replacing: Promise<LicenceEnd | undefined> | undefined;

  constructor(gate: LicenceGate | undefined) {
    this.#gate = gate;
  }

  /** Undefined before the hello, and where none is asked for. */
  get grant(): LicenceGrant | undefined {
    return this.#grant;
  }

  /** Settles when the licence that is looked at has taken its place, or not; undefined where none is. Never rejects. */
  get replacing(): Promise<unknown> | undefined {
    return this.#replacing;
  }

  /** Takes a message for later, where the hello is still looked at. */
  keep(message: ClientMessage): boolean {
    if (this.#kept === undefined) return false;
    if (this.#kept.length < MAX_KEPT) this.#kept.push(message);
    return true;
  }

  /** Checks the licence of a hello. Resolves with what the client said meanwhile. */
  async begin({ licence, clientId }: Hello): Promise<{ refusal?: LicenceEnd | undefined; kept: ClientMessage[] }> {
    this.#kept = [];
    const refusal = await this.#check(licence, clientId);
    const kept = this.#kept;
    this.#kept = undefined;
    return { refusal, kept };
  }

  /** Puts another licence in the place of the present one, if it is good. One at a time: others that come meanwhile are passed over. */
  async replace(licence: string, clientId: string): Promise<LicenceEnd | undefined> {
    if (this.#gate === undefined || this.#replacing !== undefined) return undefined;
    this.#replacing = this.#check(licence, clientId);
    const refusal = await this.#replacing;
    this.#replacing = undefined;
    return refusal;
  }

  async #check(licence: string | undefined, clientId: string): Promise<LicenceEnd | undefined> {
    try {
      this.#grant = await this.#gate?.admit(licence, clientId);
      return undefined;
    } catch (error) {
      if (error instanceof LicenceRefusal) return { code: error.code, message: error.message };
      return { message: 'This exit server cannot check licences just now: try again later.' };
    }
  }
}
