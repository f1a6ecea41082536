import { type Authorization, crypto as acmeCrypto, type Client } from 'acme-client';
import { CertificateError } from '../certificate-error.ts';
import type { IssuedCertificate } from '../issue-certificate.ts';
import type { ChallengeBook } from './challenge-book.ts';
import { runDnsHook } from './dns-hook.ts';

type Challenge = Authorization['challenges'][number];

/** What an order needs of acme-client. */
type OrderClient = Pick<
  Client,
  | 'createOrder'
  | 'getAuthorizations'
  | 'getChallengeKeyAuthorization'
  | 'completeChallenge'
  | 'waitForValidStatus'
  | 'finalizeOrder'
  | 'getCertificate'
>;

export interface AcmeOrderParts {
  client: OrderClient;
  /** `example.com` or `*.example.com` */
  domain: string;
  /** Where HTTP-01 answers are given. */
  challenges: ChallengeBook;
  /** Program for DNS-01, which is used instead where there is one. */
  dnsHook: string | undefined;
  /** Where a record could not be taken away again. */
  warn(message: string): void;
}

/** Orders a certificate for one domain (RFC 8555 §7.4), with a new key. Rejects where the ACME server does not give it. */
export async function orderCertificate(parts: AcmeOrderParts): Promise<IssuedCertificate> {
  const { client, domain } = parts;
  const order = await client.createOrder({ identifiers: [{ type: 'dns', value: domain }] });
  for (const authorization of await client.getAuthorizations(order)) {
    if (authorization.status !== 'valid') await prove(authorization, parts);
  }
  const privateKey = await acmeCrypto.createPrivateEcdsaKey('P-256');
  const [key, request] = await acmeCrypto.createCsr({ altNames: [domain] }, privateKey);
  await client.waitForValidStatus(order);
  const finalized = await client.finalizeOrder(order, request);
  return { key: key.toString(), certificate: await client.getCertificate(finalized) };
}

async function prove(authorization: Authorization, parts: AcmeOrderParts): Promise<void> {
  const type = parts.dnsHook === undefined ? 'http-01' : 'dns-01';
  const challenge = authorization.challenges.find((candidate) => candidate.type === type);
  if (challenge === undefined) {
    const hint = type === 'http-01' ? ': give --acme-dns-hook' : '';
    throw new CertificateError(`the ACME server offers no ${type} challenge for ${parts.domain}${hint}`);
  }
  const answer = await parts.client.getChallengeKeyAuthorization(challenge);
  const withdraw = await present(authorization, challenge, answer, parts);
  try {
    await parts.client.completeChallenge(challenge);
    await parts.client.waitForValidStatus(challenge);
  } finally {
    await withdraw();
  }
}

/** Makes the answer visible to the ACME server and returns what takes it away again. */
async function present(
  authorization: Authorization,
  challenge: Challenge,
  answer: string,
  { challenges, dnsHook, warn }: AcmeOrderParts,
): Promise<() => Promise<void>> {
  if (dnsHook === undefined) {
    challenges.open(challenge.token, answer);
    return async () => challenges.close(challenge.token);
  }
  const domain = authorization.identifier.value;
  const record = { domain, name: `_acme-challenge.${domain}`, value: answer };
  const withdraw = () => runDnsHook(dnsHook, 'remove', record).catch((error: Error) => warn(error.message));
  try {
    await runDnsHook(dnsHook, 'add', record);
  } catch (error) {
    // It may have added the record and failed only in waiting for it.
    await withdraw();
    throw error;
  }
  return withdraw;
}
