import { describe, expect, it } from 'vitest';
import type { Service } from './service.ts';
import { serviceLabel } from './service-label.ts';

const service = (part: Partial<Service>): Service => ({
  id: '5173',
  port: 5173,
  addresses: ['::1'],
  kind: 'http',
  ...part,
});

describe('serviceLabel', () => {
  it('names program, project and port', () =>
    expect(serviceLabel(service({ program: 'vite', project: 'my-shop' }))).toBe('vite · my-shop · 5173'));

  it('leaves out a project that only repeats the program', () =>
    expect(serviceLabel(service({ program: 'grafana', project: 'grafana' }))).toBe('grafana · 5173'));

  it('falls back to the page title, cut to a length that fits a chip', () => {
    expect(serviceLabel(service({ title: ' Grafana ' }))).toBe('Grafana · 5173');
    expect(serviceLabel(service({ title: 'A title that goes on and on and on and on' }))).toBe(
      'A title that goes on and on and… · 5173',
    );
  });

  it('falls back to what it speaks', () => {
    expect(serviceLabel(service({ title: ' ' }))).toBe('Web server · 5173');
    expect(serviceLabel(service({ kind: 'tcp' }))).toBe('TCP service · 5173');
  });
});
