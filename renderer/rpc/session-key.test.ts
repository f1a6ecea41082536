import { describe, expect, it, vi } from 'vitest';
import { takeSessionKey } from './session-key.ts';

function browser(hash: string) {
  const kept = new Map<string, string>();
  const storage = {
    getItem: (name: string) => kept.get(name) ?? null,
    setItem: (name: string, value: string) => void kept.set(name, value),
  } as Storage;
  const replaceState = vi.fn();
  const location = { hash, pathname: '/', search: '' } as Location;
  return { location, history: { replaceState } as unknown as History, storage, replaceState };
}

describe('takeSessionKey', () => {
  it('takes the key out of the address and keeps it', () => {
    const { location, history, storage, replaceState } = browser('#key=a%2Bb');
    expect(takeSessionKey(location, history, storage)).toBe('a+b');
    expect(replaceState).toHaveBeenCalledWith(null, '', '/#/');
    expect(takeSessionKey({ ...location, hash: '#/servers' }, history, storage)).toBe('a+b');
  });

  it('knows none where none came', () => {
    const { location, history, storage, replaceState } = browser('#/tunnels/x');
    expect(takeSessionKey(location, history, storage)).toBeUndefined();
    expect(replaceState).not.toHaveBeenCalled();
  });
});
