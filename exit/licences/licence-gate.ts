import { deviceId } from '../../shared/licence/device-id.ts';
import type { LicenceClaims } from '../../shared/licence/licence-claims.ts';
import type { OpenTunnel } from '../../shared/wire/messages.ts';
import { matchesPattern } from '../tokens/matches-pattern.ts';
import type { ScopeRefusal } from '../tokens/scope-check.ts';
import type { LicenceIssuer } from './issuer-key.ts';
import { LicenceRefusal } from './licence-refusal.ts';
import { cancelled, type LicenceStore } from './licence-store.ts';
import { LicenceVerifier, refusalAt, type VerifiedLicence } from './licence-verifier.ts';

/** What a session has by its licence. */
export interface LicenceGrant {
  /** Of the issuer's key and the licence: two issuers may give the same id. */
  readonly id: string;
  readonly claims: LicenceClaims;
  readonly kid: string;
}

export interface LicenceGateParts {
  issuers: readonly LicenceIssuer[];
  /** Where this server is an issuer itself: what it has given out. */
  store?: LicenceStore | undefined;
  /** ms since the epoch */
  now?: (() => number) | undefined;
}

/** Lets sessions in that have a licence, and keeps them to what it says. */
export class LicenceGate {
  readonly #parts: LicenceGateParts;
  readonly #verifier: LicenceVerifier;
  readonly #now: () => number;

  constructor(parts: LicenceGateParts) {
    this.#parts = parts;
    this.#verifier = new LicenceVerifier(parts.issuers);
    this.#now = parts.now ?? Date.now;
  }

  get issuers(): LicenceIssuer[] {
    return this.#verifier.issuers;
  }

  /** Checks what a client presents. Rejects with LicenceRefusal. */
  async admit(licence: string | undefined, clientId: string): Promise<LicenceGrant> {
    if (licence === undefined) throw required();
    const verified = await this.#verifier.verify(licence);
    const { device } = verified.claims;
    if (device !== undefined && device !== deviceId(clientId)) {
      const message = 'This subscription was activated on another computer: enter its key on this one.';
      throw new LicenceRefusal('licence-other-device', message);
    }
    return this.#counting(verified);
  }

  /** Whether a signed licence would be taken now. Rejects with LicenceRefusal. */
  async check(licence: string): Promise<LicenceGrant> {
    return this.#counting(await this.#verifier.verify(licence));
  }

  /**
   * Whether a session may open a tunnel; undefined where it may. What is open stays open when a licence ends; new tunnels need one that counts.
   *
   * @param open tunnels of all sessions with the licence
   */
  mayOpen(
    { claims, kid }: LicenceGrant,
    request: Pick<OpenTunnel, 'kind' | 'name'>,
    open: number,
  ): ScopeRefusal | undefined {
    const ended = this.#refusal({ claims, kid });
    if (ended !== undefined) return { code: 'not-allowed', message: ended.message, licence: ended.code };
    const { tunnels, tcp, names } = claims.limits;
    const { kind, name } = request;
    if (kind === 'tcp' && !tcp)
      return {
        code: 'not-allowed',
        message: `The licence "${claims.plan}" has no TCP tunnels: ask its issuer for another plan.`,
      };
    const named = kind === 'http' || kind === 'tls' || kind === 'private';
    if (named && names !== undefined && !names.some((pattern) => matchesPattern(pattern, name.toLowerCase()))) {
      return {
        code: 'not-allowed',
        message: `The licence "${claims.plan}" is for the names ${names.join(', ')}; not ${name}.`,
      };
    }
    if (tunnels === undefined || open < tunnels) return undefined;
    const many = tunnels === 1 ? 'one tunnel' : `${tunnels} tunnels`;
    const message = `The licence "${claims.plan}" is for ${many} at once, of all computers that use it: close one first.`;
    return { code: 'too-many-tunnels', message };
  }

  #counting(verified: VerifiedLicence): LicenceGrant {
    const refusal = this.#refusal(verified);
    if (refusal !== undefined) throw refusal;
    return { ...verified, id: `${verified.kid}/${verified.claims.jti}` };
  }

  #refusal({ claims, kid }: VerifiedLicence): LicenceRefusal | undefined {
    const revokedAt = this.#parts.store?.revokedAt(claims.jti, kid);
    return revokedAt === undefined ? refusalAt(claims, this.#now()) : cancelled(revokedAt);
  }
}

/** Clients of before licences present none either: they must be told that there is such a thing. */
function required(): LicenceRefusal {
  const message =
    'This exit server asks for a licence: add yours under Secrets or with "porthole licence add"; update Porthole where it has no place for one.';
  return new LicenceRefusal('licence-required', message);
}
