import { request } from 'node:https';
import type { Answer } from './ask.ts';
import { TEST_CERTIFICATE } from './test-certificates.ts';

/** Asks a TLS data plane on loopback for a host's page over HTTP/1.1, trusting the test certificate alone, over a connection of its own. */
export function askHttps(
  port: number,
  host: string,
  path = '/',
  {
    method = 'GET',
    body,
    ca = TEST_CERTIFICATE,
    servername = host,
  }: { method?: string; body?: string; ca?: string; servername?: string } = {},
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const options = {
      host: '127.0.0.1',
      port,
      path,
      method,
      agent: false,
      ca,
      servername,
      headers: { Host: host },
    };
    const asked = request(options, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (part: string) => {
        text += part;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      response.on('error', reject);
    });
    asked.on('error', reject);
    asked.end(body);
  });
}
