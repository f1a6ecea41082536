import { expect, it } from 'vitest';
import { loopbackHosts } from './loopback-hosts.ts';

it('names a server with its port', () => {
  expect(loopbackHosts(4040)).toEqual(['127.0.0.1:4040', 'localhost:4040', '[::1]:4040']);
});

it('names one at the port of http: without it too', () => {
  const hosts = loopbackHosts(80);
  for (const name of ['localhost', '127.0.0.1', '[::1]']) {
    // As a browser makes the field of the address that "porthole serve" prints.
    expect(hosts).toContain(new URL(`http://${name}:80/`).host);
    expect(hosts).toContain(`${name}:80`);
  }
  expect(hosts).not.toContain('evil.example');
});
