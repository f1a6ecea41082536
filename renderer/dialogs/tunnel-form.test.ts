import { describe, expect, it } from 'vitest';
import type { Tunnel } from '../../shared/contract/tunnel.ts';
import { checkForm, editOf, formOf } from './tunnel-form.ts';

const tunnel = {
  id: 't',
  name: 'shop',
  kind: 'tcp',
  upstream: 'tcp://127.0.0.1:6379',
  serverId: 'exit',
  remotePort: 10_042,
  hostHeader: 'keep',
} as Tunnel;

describe('editOf', () => {
  it('sends nothing where nothing was changed', () => expect(editOf(formOf(tunnel), tunnel)).toEqual({}));

  it('sends only what was changed', () =>
    expect(editOf({ ...formOf(tunnel), name: ' blog ', serverId: 'other' }, tunnel)).toEqual({
      name: 'blog',
      serverId: 'other',
    }));

  it('sends the other servers without the first one, and whether others may serve it', () => {
    const form = { ...formOf(tunnel), shared: true, alsoServerIds: ['exit', 'other'] };
    expect(editOf(form, tunnel)).toEqual({ shared: true, alsoServerIds: ['other'] });
    const both = { ...tunnel, shared: true, alsoServerIds: ['other'] };
    expect(editOf(formOf(both), both)).toEqual({});
    expect(editOf({ ...formOf(both), shared: false, alsoServerIds: [] }, both)).toEqual({
      shared: false,
      alsoServerIds: [],
    });
  });

  it('gives up the public port with null', () =>
    expect(editOf({ ...formOf(tunnel), remotePort: '' }, tunnel)).toEqual({ remotePort: null }));
});

describe('checkForm', () => {
  it('finds nothing wrong with what a tunnel is', () => expect(checkForm(formOf(tunnel), 'tcp')).toEqual({}));

  it('says of each input what is wrong', () => {
    const form = {
      ...formOf(tunnel),
      name: 'My Shop',
      target: 'x',
      remotePort: '0',
    } as const;
    expect(Object.keys(checkForm(form, 'tcp'))).toEqual(['name', 'target', 'remotePort']);
  });
});
