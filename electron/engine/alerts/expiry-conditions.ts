import type { AlertRules } from '../../../shared/contract/alert.ts';
import type { Licence } from '../../../shared/contract/licence.ts';
import type { Server } from '../../../shared/contract/server.ts';
import type { ProbedTunnel } from '../../../shared/contract/tunnel.ts';
import type { Condition } from './condition.ts';

const DAY_MS = 86_400_000;
/** A licence must be bought again: as long before as a certificate. */
const LICENCE_NOTICE_DAYS = 14;
/** Let's Encrypt's certificates are renewed 30 days before they end: one that is still there at 14 was not. */
export const CERTIFICATE_NOTICE_MS = 14 * DAY_MS;
/** Somebody must be asked for a new token: a week with its weekend. */
const TOKEN_NOTICE_MS = 7 * DAY_MS;
/** A link that is lost for a while takes what is known of certificates and tokens along. */
const CALM_MS = 600_000;

/** What may end beside certificates. */
export interface Expiring {
  readonly servers: readonly Server[];
  readonly licences: readonly Licence[];
}

/** Finds certificates of public URLs, tokens of exit servers and licences that end soon. */
export function expiryConditions(
  running: readonly ProbedTunnel[],
  { servers, licences: held }: Expiring,
  rulesOf: (tunnel: ProbedTunnel) => AlertRules,
  now: number,
): Condition[] {
  const watched = running.filter((tunnel) => rulesOf(tunnel).expiry);
  return [...certificates(watched, now), ...tokens(watched, servers, now), ...licences(watched, held)];
}

function certificates(watched: readonly ProbedTunnel[], now: number): Condition[] {
  return watched.flatMap(({ id, name, publicUrl, probes }) => {
    const endsAt = probes.publicUrl.certificateExpiresAt;
    if (endsAt === undefined || publicUrl === undefined || endsAt - now > CERTIFICATE_NOTICE_MS) return [];
    const { host } = new URL(publicUrl);
    return [
      condition(`certificate ${id}`, name, [id], {
        message: `The certificate of ${host} ${ends(endsAt, now)}.`,
        overMessage: `The certificate of ${host} was renewed.`,
      }),
    ];
  });
}

function tokens(watched: readonly ProbedTunnel[], servers: readonly Server[], now: number): Condition[] {
  return servers.flatMap(({ id, label, tokenGrant }) => {
    const tunnelIds = watched.filter(({ serverId }) => serverId === id).map((tunnel) => tunnel.id);
    const endsAt = tokenGrant?.expiresAt === undefined ? Number.NaN : Date.parse(tokenGrant.expiresAt);
    if (tunnelIds.length === 0 || !(endsAt - now <= TOKEN_NOTICE_MS)) return [];
    return [
      condition(`token ${id}`, label, tunnelIds, {
        message: `The token for ${label} ${ends(endsAt, now)}: ask for a new one.`,
        overMessage: `The token for ${label} was renewed.`,
      }),
    ];
  });
}

function licences(watched: readonly ProbedTunnel[], held: readonly Licence[]): Condition[] {
  return held.flatMap(({ id, plan, issuer, serverIds, validUntil, daysLeft }) => {
    const tunnelIds = watched.filter(({ serverId }) => serverIds.includes(serverId)).map((tunnel) => tunnel.id);
    // The days go by the exit server's clock, as the licence does: this computer's may be off.
    if (tunnelIds.length === 0 || validUntil === undefined || (daysLeft ?? 0) > LICENCE_NOTICE_DAYS) return [];
    return [
      condition(`licence ${id}`, `${plan} by ${issuer}`, tunnelIds, {
        message: `The licence ${plan} by ${issuer} ${endsOn(validUntil, daysLeft === 0)}.`,
        overMessage: `The licence ${plan} by ${issuer} was renewed.`,
      }),
    ];
  });
}

function condition(
  id: string,
  subject: string,
  tunnelIds: readonly string[],
  words: Pick<Condition, 'message' | 'overMessage'>,
): Condition {
  return { id: `expiry ${id}`, kind: 'expiry', patience: 0, calm: CALM_MS, subject, tunnelIds, ...words };
}

function ends(at: number, now: number): string {
  return endsOn(at, at <= now);
}

/** `ends on 3 May 2027`, `ended on 3 May 2027`. */
function endsOn(at: number, isOver: boolean): string {
  const day = new Date(at).toLocaleDateString('en-GB', { day: 'numeric', month: 'long', year: 'numeric' });
  return `${isOver ? 'ended' : 'ends'} on ${day}`;
}
