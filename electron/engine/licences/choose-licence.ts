import type { LicenceConfig } from './licence-config.ts';

/**
 * Which of the licences for a server it gets: one that works, and of these the one that lasts longest. Where none works it gets one all the
 * same, since the server knows best, and says why it refuses.
 */
export function chooseLicence(
  licences: readonly LicenceConfig[],
  serverId: string,
  works: (licence: LicenceConfig) => boolean,
): LicenceConfig | undefined {
  return licences
    .filter(({ serverIds }) => serverIds.includes(serverId))
    .map((licence) => ({ licence, works: works(licence), until: licence.validUntil ?? Number.POSITIVE_INFINITY }))
    .sort((a, b) => Number(b.works) - Number(a.works) || (a.until === b.until ? 0 : b.until - a.until))[0]?.licence;
}
