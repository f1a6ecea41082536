import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { Service } from '../../../shared/contract/service.ts';
import { temporaryFolder } from '../testing/temporary-folder.ts';
import { lookAtTarget, type ServiceFinder } from './look-at-target.ts';

const SITE: Service = { id: '8443', port: 8443, addresses: ['127.0.0.1'], kind: 'http', tls: true };
const DATABASE: Service = { id: '5432', port: 5432, addresses: ['127.0.0.1'], kind: 'tcp' };

/** Knows services of this computer, and which websites speak TLS; notes what it is asked. */
class ScriptedFinder implements ServiceFinder {
  readonly asked: string[] = [];
  readonly #known: readonly Service[];
  readonly #secure: readonly string[];

  constructor(known: readonly Service[], secure: readonly string[] = []) {
    this.#known = known;
    this.#secure = secure;
  }

  async lookUp(port: number) {
    this.asked.push(`who ${port}`);
    return this.#known.find((service) => service.port === port);
  }

  async greet(host: string, port: number) {
    this.asked.push(`greet ${host} ${port}`);
    if (port === DATABASE.port) return { kind: 'tcp' } as const;
    return this.#secure.includes(`${host} ${port}`) ? ({ kind: 'http', tls: true } as const) : undefined;
  }
}

describe('lookAtTarget', () => {
  it.each(['8443', ':8443', '127.0.0.1:8443', 'localhost:8443/'])(
    'finds that a website speaks TLS at %s, whether kind and name are said or not',
    async (target) => {
      const secure = ['127.0.0.1 8443', 'localhost 8443'];
      for (const said of [{}, { kind: 'http' }, { name: 'shop' }, { kind: 'http', name: 'shop' }] as const) {
        expect(await lookAtTarget({ target, ...said }, new ScriptedFinder([SITE], secure))).toMatchObject({
          kind: 'http',
          tls: true,
        });
        // The same where the system lists nothing.
        expect((await lookAtTarget({ target, ...said }, new ScriptedFinder([], secure))).tls).toBe(true);
      }
    },
  );

  it('asks once: who is listed has been greeted', async () => {
    const finder = new ScriptedFinder([SITE]);
    expect(await lookAtTarget({ target: '8443' }, finder)).toEqual({ kind: 'http', service: SITE, tls: true });
    expect(finder.asked).toEqual(['who 8443']);
  });

  it('asks what is elsewhere itself, whatever has the same port here', async () => {
    const finder = new ScriptedFinder([SITE, DATABASE]);
    const unknown = { service: undefined, tls: false };
    expect(await lookAtTarget({ target: 'nas.example:8443' }, finder)).toEqual({ ...unknown, kind: 'http' });
    expect(await lookAtTarget({ target: 'nas.example:5432' }, finder)).toEqual({ ...unknown, kind: 'tcp' });
    expect(finder.asked).toEqual(['greet nas.example 8443', 'greet nas.example 5432']);
    const secure = new ScriptedFinder([], ['::1 8443']);
    expect((await lookAtTarget({ target: '[::1]:8443', kind: 'http', name: 'shop' }, secure)).tls).toBe(true);
  });

  it.each([
    [{ target: 'http://localhost:8443', kind: 'http', name: 'shop' }, 'http'],
    [{ target: 'https://localhost:8443', name: 'shop', kind: 'http' }, 'http'],
    [{ target: '8443', kind: 'tcp', name: 'shop' }, 'tcp'],
    [{ target: '8443', kind: 'tls', name: 'shop' }, 'tls'],
    [{ target: '8443', kind: 'private', name: 'shop' }, 'private'],
    [{ target: 'nas.example' }, 'http'],
    [{ target: 'tcp://nas.example' }, 'tcp'],
  ] as const)('asks nobody where nothing is open: %j', async (request, kind) => {
    const finder = new ScriptedFinder([SITE]);
    expect(await lookAtTarget(request, finder)).toEqual({ kind, service: undefined, tls: false });
    expect(finder.asked).toEqual([]);
  });

  it('looks whether a folder is there, and asks nobody what it is', async () => {
    const folder = join(await temporaryFolder(), 'site:8443');
    const finder = new ScriptedFinder([SITE]);
    await expect(lookAtTarget({ target: folder }, finder)).rejects.toThrow(`There is no folder ${folder}.`);
    await mkdir(folder);
    expect(await lookAtTarget({ target: folder }, finder)).toEqual({ kind: 'http', service: undefined, tls: false });
    expect(finder.asked).toEqual([]);
  });

  it('takes the kind from what listens, and does not ask a database whether it speaks TLS', async () => {
    const finder = new ScriptedFinder([DATABASE]);
    expect(await lookAtTarget({ target: '5432' }, finder)).toEqual({ kind: 'tcp', service: DATABASE, tls: false });
    expect(finder.asked).toEqual(['who 5432']);
  });

  it('says what is wrong with a target before anybody is asked', async () => {
    const finder = new ScriptedFinder([SITE]);
    await expect(lookAtTarget({ target: 'tcp://localhost:8443', kind: 'http' }, finder)).rejects.toMatchObject({
      code: 'INVALID',
      field: 'target',
    });
    expect(finder.asked).toEqual([]);
  });
});
