import { z } from 'zod';
import type { Flag } from './flag.ts';

/** Whether clients need a licence beside their token. */
export const LICENCE_FLAGS = {
  requireLicence: {
    spelling: '--require-licence',
    group: 'Clients',
    switch: true,
    help: 'lets clients in only with a licence, and keeps them to what it says',
  },
  licenceIssuer: {
    spelling: '--licence-issuer <file>',
    group: 'Clients',
    fallback: undefined,
    repeat: true,
    help: "whose licences are taken (repeat): the issuer's public key; the one in the data directory always counts",
    schema: z.array(z.string()),
  },
} as const satisfies Record<string, Flag>;
