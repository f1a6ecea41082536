import type { Licence } from '../../shared/contract/licence.ts';

/** What a licence allows and how much of it is in use, who issued it, and how long it lasts; each a few words. */
export function licenceFacts({ limits, inUse, issuer, kind, daysLeft }: Licence): string[] {
  const { tunnels, tcp, names } = limits;
  const open = inUse.tunnels;
  return [
    tunnels === undefined
      ? `${open} ${open === 1 ? 'tunnel' : 'tunnels'} open, no limit`
      : `${open} of ${tunnels} tunnels open`,
    tcp ? 'TCP allowed' : 'no TCP',
    ...(names === undefined ? [] : [`names ${names.join(', ')}`]),
    `${kind === 'subscription' ? 'subscription' : 'licence'} of ${issuer}`,
    ...(daysLeft === undefined || daysLeft === 0 ? [] : [daysLeft === 1 ? '1 day left' : `${daysLeft} days left`]),
  ];
}
