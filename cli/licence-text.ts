import type { Licence } from '../shared/contract/licence.ts';
import { plainText } from '../shared/plain-text.ts';

/** What `porthole licence` prints for people: words of issuers and exit servers in it move no cursor. */
export const licenceText = {
  added({ licenceId, plan, issuer, message }: Licence): string {
    return `${plainText.line(`added ${licenceId}, "${plan}" of ${issuer}. ${message}`)}\n`;
  },

  list(licences: readonly Licence[]): string {
    if (licences.length === 0) return 'no licences: add one with "porthole licence add FILE"\n';
    const lines = licences.map(({ licenceId, plan, holder, issuer, last4, state, message, nextStep }) => {
      const rest = `…${last4}: ${state}. ${message} ${nextStep}`.trimEnd();
      return plainText.line(`${licenceId}  ${plan} of ${issuer}, for ${holder}, ${rest}`);
    });
    return `${lines.join('\n')}\n`;
  },

  removed({ licenceId, plan }: Licence): string {
    return `${plainText.line(`removed ${licenceId}, "${plan}"`)}\n`;
  },
};
