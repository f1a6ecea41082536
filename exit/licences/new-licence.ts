import { z } from 'zod';
import { LicenceClaims, LicenceLimits } from '../../shared/licence/licence-claims.ts';

/** Computers of one subscription: a company's. */
const MAX_DEVICES = 1_000;

const common = {
  holder: LicenceClaims.shape.holder,
  plan: LicenceClaims.shape.plan,
  limits: LicenceLimits,
  /** Where it was bought or issued. */
  url: LicenceClaims.shape.url,
  startsAt: z.iso.datetime(),
};

/** What a licence is to be. */
export const NewLicence = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('static'), ...common, endsAt: z.iso.datetime() }),
  z.strictObject({
    kind: z.literal('subscription'),
    ...common,
    /** Absent: until it is cancelled. */
    endsAt: z.iso.datetime().optional(),
    devices: z.int().min(1).max(MAX_DEVICES),
  }),
]);

export type NewLicence = z.infer<typeof NewLicence>;
