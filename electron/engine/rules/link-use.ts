import type { TunnelRules, VisitorLink } from '../../../shared/rules/tunnel-rules.ts';
import type { LinkUsed } from '../../../shared/wire/messages.ts';

/** What becomes of a tunnel's links: once used, a link stays so. */
export const linkUse = {
  /** The rules after a visitor has used a link. */
  noted(rules: TunnelRules, { linkId, cookieHash, usedAt }: LinkUsed): TunnelRules {
    const used = (link: VisitorLink) => (link.id === linkId ? { ...link, cookieHash, usedAt } : link);
    return { ...rules, links: rules.links.map(used) };
  },

  /** New rules, with what is known of those of their links that were there before. Whoever edits them need not know who used which. */
  kept(next: TunnelRules, before: TunnelRules): TunnelRules {
    const links = next.links.map((link) => {
      const same = before.links.find(({ id, hash }) => id === link.id && hash === link.hash);
      return same?.cookieHash === undefined ? link : { ...link, cookieHash: same.cookieHash, usedAt: same.usedAt };
    });
    return { ...next, links };
  },
};
