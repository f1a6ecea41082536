import type { PeerCertificate } from 'node:tls';

type Explanation = { message: string; nextStep: string };

/** Node's codes for certificates whose chain ends in no CA that is known here (https://nodejs.org/api/tls.html#x509-certificate-error-codes). */
const UNKNOWN_CA = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'CERT_UNTRUSTED',
]);
/** A certificate may be for hundreds of names. */
const MAX_NAMES = 3;

/** Says what is wrong with the certificate of a public URL. Undefined: the error is of something else. */
export function explainCertificate(error: NodeJS.ErrnoException, { host, hostname }: URL): Explanation | undefined {
  const { code = '' } = error;
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = namesOf((error as { cert?: PeerCertificate }).cert);
    const others = names.length === 0 ? 'another name' : names.join(', ');
    return {
      message: `The certificate of ${host} is for ${others}.`,
      nextStep: `Give your exit server one that is for ${hostname} too.`,
    };
  }
  if (code === 'CERT_HAS_EXPIRED') return { message: `The certificate of ${host} has expired.`, nextStep: 'Renew it.' };
  if (code === 'CERT_NOT_YET_VALID') {
    return { message: `The certificate of ${host} is not valid yet.`, nextStep: "Check this computer's clock." };
  }
  if (UNKNOWN_CA.has(code)) {
    return {
      message: `The certificate of ${host} is signed by a CA that browsers do not know.`,
      nextStep: "Give your exit server one of Let's Encrypt or another public CA.",
    };
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) {
    return {
      message: `${host} does not speak TLS.`,
      nextStep: 'Give your exit server a certificate, or a public URL with http.',
    };
  }
  if (code.startsWith('ERR_TLS') || code.includes('CERT')) {
    return { message: `The certificate of ${host} is not valid (${code}).`, nextStep: 'Renew it.' };
  }
  return undefined;
}

function namesOf(certificate: PeerCertificate | undefined): string[] {
  const names = (certificate?.subjectaltname ?? '').split(', ').map((name) => name.replace(/^[^:]*:/, ''));
  return names.filter((name) => name !== '').slice(0, MAX_NAMES);
}
