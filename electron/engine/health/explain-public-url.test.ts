import { describe, expect, it } from 'vitest';
import { explainPublicUrl } from './explain-public-url.ts';
import { WrongAnswer } from './wrong-answer.ts';

const ADDRESSES: Record<string, string[]> = {
  'blog.example.com': ['203.0.113.9'],
  'shop.example.com': ['198.51.100.7', '198.51.100.8'],
  'exit.example.com': ['198.51.100.8'],
};

function explain(
  error: Error & { code?: string },
  url: string,
  options: { exitHost?: string; proxied?: boolean } = {},
) {
  const { exitHost = 'exit.example.com', proxied = false } = options;
  const lookUp = async (host: string) => {
    const found = ADDRESSES[host];
    if (!found) throw new Error(`no entry for ${host}`);
    return found;
  };
  return explainPublicUrl(error, { url: new URL(url), exitHost, proxied, lookUp });
}

const coded = (code: string) => Object.assign(new Error(code), { code });

describe('explainPublicUrl', () => {
  it.each([
    new WrongAnswer('Something else answers there (status 200).'),
    coded('ECONNREFUSED'),
    coded('ETIMEDOUT'),
    coded('ERR_TLS_CERT_ALTNAME_INVALID'),
  ])('names DNS where it leads to another server, whatever that did: %s', async (error) => {
    expect(await explain(error, 'https://blog.example.com')).toEqual({
      message: 'DNS for blog.example.com leads to 203.0.113.9, not to your exit server.',
      nextStep: 'Let it lead to 198.51.100.8, or to the load balancer in front of your exit server.',
    });
  });

  it.each([
    ['the names share an address', 'https://shop.example.com', {}],
    ['a proxy looks names up', 'https://blog.example.com', { proxied: true }],
    ['nobody knows an address', 'https://unknown.example.com', {}],
    ['the exit server is not known by name', 'https://blog.example.com', { exitHost: 'gone.example.com' }],
    ['it is the same name', 'https://exit.example.com', {}],
    ['it is an address', 'http://203.0.113.9:8000', {}],
    ['it is on this computer', 'http://blog.localhost:8000', {}],
  ])('says nothing of DNS where %s', async (_, url, options) => {
    const { message } = await explain(new WrongAnswer('Something else answers there.'), url, options);
    expect(message).toBe(`${new URL(url).host} does not lead to this tunnel. Something else answers there.`);
  });

  it('says that there is no entry', async () =>
    expect((await explain(coded('ENOTFOUND'), 'https://none.example.com')).message).toBe(
      'DNS has no entry for none.example.com.',
    ));

  it.each([
    ['CERT_HAS_EXPIRED', 'The certificate of shop.example.com has expired.'],
    ['CERT_NOT_YET_VALID', 'The certificate of shop.example.com is not valid yet.'],
    ['DEPTH_ZERO_SELF_SIGNED_CERT', 'The certificate of shop.example.com is signed by a CA that browsers do not know.'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'shop.example.com does not speak TLS.'],
    ['ERR_TLS_CERT_ALTNAME_INVALID', 'The certificate of shop.example.com is for another name.'],
    ['CERT_REVOKED', 'The certificate of shop.example.com is not valid (CERT_REVOKED).'],
    ['ECONNREFUSED', 'Nothing answers on shop.example.com.'],
    ['ETIMEDOUT', 'shop.example.com does not answer from here.'],
    ['EMFILE', 'Porthole may open no more files and connections on this computer.'],
  ])('judges TLS and what answers where DNS is right: %s', async (code, message) => {
    const explained = await explain(coded(code), 'https://shop.example.com');
    expect(explained.message).toBe(message);
    expect(explained.nextStep).toMatch(/\.$/);
  });

  it('names for whom a certificate is', async () => {
    const cert = { subjectaltname: 'DNS:a.example, DNS:*.b.example, IP Address:192.0.2.1, DNS:c.example' };
    const error = Object.assign(coded('ERR_TLS_CERT_ALTNAME_INVALID'), { cert });
    expect((await explain(error, 'https://shop.example.com')).message).toBe(
      'The certificate of shop.example.com is for a.example, *.b.example, 192.0.2.1.',
    );
  });
});
