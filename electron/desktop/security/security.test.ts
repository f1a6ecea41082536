import { EventEmitter } from 'node:events';
import type { IpcMainEvent, Session, WebContents, WebFrameMain } from 'electron';
import { describe, expect, test, vi } from 'vitest';
import { TestLog } from '../testing/test-log.ts';
import { Security } from './security.ts';

const PAGE = 'app://porthole/index.html?shell=desktop';

function setUp(developer = false) {
  const openLink = vi.fn();
  return { security: new Security({ developer, openLink, log: new TestLog() }), openLink };
}

/** The handlers that the rules gave to a session. */
function guardedSession(developer = false) {
  const given: Record<string, (...args: never[]) => unknown> = {};
  const take = (name: string) => (handler: (...args: never[]) => unknown) => {
    given[name] = handler;
  };
  const session = {
    setPermissionRequestHandler: take('request'),
    setPermissionCheckHandler: take('check'),
    setDevicePermissionHandler: take('device'),
    webRequest: { onBeforeRequest: take('load') },
  };
  setUp(developer).security.guardSession(session as unknown as Session);
  const call = (name: string, ...args: unknown[]) => given[name]?.(...(args as never[]));
  return {
    check: (permission: string, origin: string) => call('check', null, permission, origin),
    request: (permission: string, requestingUrl: string) => {
      const answer = vi.fn();
      call('request', null, permission, answer, { requestingUrl });
      return answer.mock.calls;
    },
    device: () => call('device', {}),
    cancels: (url: string) => {
      const answer = vi.fn();
      call('load', { url }, answer);
      return answer.mock.calls[0]?.[0].cancel;
    },
  };
}

describe('permissions', () => {
  const session = guardedSession();

  test('are denied but for writing to the clipboard', () => {
    for (const permission of ['geolocation', 'notifications', 'media', 'clipboard-read', 'openExternal', 'unknown']) {
      expect(session.check(permission, 'app://porthole/')).toBe(false);
      expect(session.request(permission, PAGE)).toEqual([[false]]);
    }
    expect(session.check('clipboard-sanitized-write', 'app://porthole/')).toBe(true);
    expect(session.request('clipboard-sanitized-write', PAGE)).toEqual([[true]]);
  });

  test('are denied to everybody else, devices to all', () => {
    for (const other of [
      'https://example.com/',
      'app://other/',
      'app://porthole.example.com/',
      'file:///',
      '',
      'null',
    ]) {
      expect(session.check('clipboard-sanitized-write', other)).toBe(false);
    }
    expect(session.device()).toBe(false);
  });
});

describe('requests', () => {
  test('go to the app itself and nowhere else', () => {
    const { cancels } = guardedSession();
    expect(cancels('app://porthole/assets/page.js')).toBe(false);
    for (const url of [
      'https://example.com/',
      'http://127.0.0.1:4280/',
      'ws://127.0.0.1/',
      'file:///etc/passwd',
      'data:,x',
      'devtools://devtools/x.js',
      'no url',
    ]) {
      expect(cancels(url)).toBe(true);
    }
  });

  test('of the developer tools are let through in a checkout', () => {
    expect(guardedSession(true).cancels('devtools://devtools/bundled/inspector.html')).toBe(false);
  });
});

describe('every page', () => {
  function guardedContents() {
    const { security, openLink } = setUp();
    const app = new EventEmitter();
    security.guardApp(app as never);
    let open: (details: { url: string }) => unknown = () => undefined;
    const contents = Object.assign(new EventEmitter(), {
      setWindowOpenHandler: (handler: typeof open) => {
        open = handler;
      },
    });
    app.emit('web-contents-created', {}, contents);
    return { contents, openLink, open: (url: string) => open({ url }) };
  }

  test('opens no window, whatever the URL; the link goes to whoever decides', () => {
    const { open, openLink } = guardedContents();
    expect(open('https://example.com/')).toEqual({ action: 'deny' });
    expect(open(PAGE)).toEqual({ action: 'deny' });
    expect(openLink).toHaveBeenCalledWith('https://example.com/');
  });

  test.each(['will-navigate', 'will-frame-navigate', 'will-redirect'])('stays where it is on %s', (event) => {
    const { contents } = guardedContents();
    const leaves = (url: string) => {
      const preventDefault = vi.fn();
      contents.emit(event, { url, preventDefault });
      return preventDefault.mock.calls.length === 0;
    };
    expect(leaves(PAGE)).toBe(true);
    for (const url of [
      'https://example.com/',
      'app://porthole.evil/',
      'app://user@porthole/',
      'javascript:alert(1)',
      'file:///etc/passwd',
    ]) {
      expect(leaves(url)).toBe(false);
    }
  });

  test('attaches no webview', () => {
    const { contents } = guardedContents();
    const preventDefault = vi.fn();
    contents.emit('will-attach-webview', { preventDefault }, {}, {});
    expect(preventDefault).toHaveBeenCalledOnce();
  });
});

describe('the sender of a message', () => {
  const { security } = setUp();
  const frame = (url: string, parent: unknown = null) => ({ url, parent }) as WebFrameMain;
  const top = frame(PAGE);
  const ours = { mainFrame: top } as WebContents;
  const event = (senderFrame: WebFrameMain | null, sender = ours) => ({ sender, senderFrame }) as IpcMainEvent;

  test('is trusted when it is the top frame of our window on our page', () => {
    expect(security.isTrustedSender(event(top), ours)).toBe(true);
  });

  test('is not trusted when it is anything else', () => {
    const others = [
      event(null),
      event(frame(PAGE, top)),
      event(frame(PAGE)),
      event(top, { mainFrame: top } as WebContents),
    ];
    for (const other of others) expect(security.isTrustedSender(other, ours)).toBe(false);
    const elsewhere = frame('https://example.com/');
    expect(security.isTrustedSender(event(elsewhere, ours), { ...ours, mainFrame: elsewhere } as WebContents)).toBe(
      false,
    );
    const gone = { mainFrame: elsewhere } as WebContents;
    expect(security.isTrustedSender(event(elsewhere, gone), gone)).toBe(false);
  });
});
