import type { LicenceLimits } from '../../../shared/licence/licence-claims.ts';
import type { LicenceRecord } from '../../licences/licence-record.ts';
import { renderTable } from '../text-table.ts';

const HEAD = ['ID', 'Kind', 'Holder', 'Plan', 'May', 'Ends with', 'Starts', 'Expires', 'Devices', 'State'];

/** Renders licences for people; times are UTC. */
export function renderLicences(licences: readonly LicenceRecord[], now: number): string {
  if (licences.length === 0)
    return 'no licences: make one with "porthole-exit licence issue --holder NAME --expires 365d"\n';
  return renderTable([HEAD, ...licences.map((licence) => rowOf(licence, now))]);
}

/** e.g. `5 tunnels; TCP; names blog, *-dev`. */
export function limitsText({ tunnels, tcp, names }: LicenceLimits): string {
  return [
    tunnels === undefined ? 'any number of tunnels' : tunnels === 1 ? '1 tunnel' : `${tunnels} tunnels`,
    tcp ? 'TCP' : 'no TCP',
    ...(names === undefined ? [] : [`names ${names.join(', ')}`]),
  ].join('; ');
}

/** Whether a licence counts now, in a word. */
export function stateOf({ startsAt, endsAt, revokedAt }: LicenceRecord, now: number): string {
  if (revokedAt !== undefined) return `revoked ${minute(revokedAt)}`;
  if (Date.parse(startsAt) > now) return 'not yet valid';
  return endsAt !== undefined && Date.parse(endsAt) <= now ? 'expired' : 'valid';
}

/** `2026-05-03 14:02` of an ISO time. */
export function minute(time: string): string {
  return time.slice(0, 16).replace('T', ' ');
}

function rowOf(licence: LicenceRecord, now: number): string[] {
  const { id, kind, holder, plan, limits, last4, startsAt, endsAt, devices } = licence;
  const places = devices === undefined ? '-' : `${devices.active.length} of ${devices.max}`;
  const end = endsAt === undefined ? 'never' : minute(endsAt);
  return [
    id,
    kind,
    holder,
    plan,
    limitsText(limits),
    `…${last4}`,
    minute(startsAt),
    end,
    places,
    stateOf(licence, now),
  ];
}
