import type { CallbackResponse, OnBeforeRequestListenerDetails, Session, WebContents, WebRequest } from 'electron';
import type { CDPSession } from 'playwright-core';
import { fromChromium } from './app-url.ts';
import { loud } from './loud.ts';

type RequestHandler = NonNullable<Parameters<Session['setPermissionRequestHandler']>[0]>;
type CheckHandler = NonNullable<Parameters<Session['setPermissionCheckHandler']>[0]>;
type DeviceHandler = NonNullable<Parameters<Session['setDevicePermissionHandler']>[0]>;
type BeforeRequest = (details: OnBeforeRequestListenerDetails, answer: (response: CallbackResponse) => void) => void;
type Permission = Parameters<CheckHandler>[1];

/** Electron's names of permissions, and Chromium's, as far as a page can ask for them in a test. */
const PERMISSIONS: ReadonlyArray<[Permission, { name: string; allowWithoutSanitization?: boolean }]> = [
  ['clipboard-sanitized-write', { name: 'clipboard-write', allowWithoutSanitization: false }],
  ['clipboard-read', { name: 'clipboard-read' }],
  ['geolocation', { name: 'geolocation' }],
  ['notifications', { name: 'notifications' }],
  ['media', { name: 'camera' }],
  ['media', { name: 'microphone' }],
  ['midi', { name: 'midi' }],
  ['idle-detection', { name: 'idle-detection' }],
  ['local-fonts', { name: 'local-fonts' }],
  ['persistent-storage', { name: 'persistent-storage' }],
];

/** The rules for what pages may do; those that Chromium has to keep are given to it. */
export class StandInSession
  implements Pick<Session, 'setPermissionRequestHandler' | 'setPermissionCheckHandler' | 'setDevicePermissionHandler'>
{
  #request: RequestHandler | null = null;
  #check: CheckHandler | null = null;
  #device: DeviceHandler | null = null;
  #beforeRequest: BeforeRequest | undefined;
  readonly webRequest: WebRequest;

  /** The sessions by what the app holds of them. */
  static readonly #all = new WeakMap<object, StandInSession>();

  /** The session that the app means by what `forApp` gave it. */
  static of(session: object): StandInSession {
    const known = StandInSession.#all.get(session);
    if (known === undefined) throw new Error('This is no session of the stand-in.');
    return known;
  }

  /** What the app gets of it. */
  forApp(): Session {
    const session = loud('session', this) as unknown as Session;
    StandInSession.#all.set(session, this);
    return session;
  }

  constructor() {
    const onBeforeRequest = (listener: BeforeRequest) => {
      this.#beforeRequest = listener;
    };
    this.webRequest = loud('session.webRequest', { onBeforeRequest }) as unknown as WebRequest;
  }

  setPermissionRequestHandler(handler: RequestHandler | null): void {
    this.#request = handler;
  }

  setPermissionCheckHandler(handler: CheckHandler | null): void {
    this.#check = handler;
  }

  setDevicePermissionHandler(handler: DeviceHandler | null): void {
    this.#device = handler;
  }

  /** Whether any device would be given to a page (Electron's default is the choice that the user made). */
  get deniesDevices(): boolean {
    const details = { device: { deviceId: 'test' }, deviceType: 'usb', origin: 'app://porthole' };
    return this.#device?.(details as Parameters<DeviceHandler>[0]) === false;
  }

  /** Asks the app about a request; without a listener everything goes through, as in Electron. */
  mayLoad(details: Pick<OnBeforeRequestListenerDetails, 'url' | 'method' | 'resourceType'>): boolean {
    let cancelled = false;
    this.#beforeRequest?.(details as OnBeforeRequestListenerDetails, (response) => {
      cancelled = response.cancel === true;
    });
    return !cancelled;
  }

  /** Gives Chromium the app's answers for the origin of a page. Without handlers Electron says yes. */
  async applyPermissions(cdp: CDPSession, contents: WebContents, chromiumUrl: string): Promise<void> {
    const { origin } = new URL(chromiumUrl);
    for (const [permission, descriptor] of PERMISSIONS) {
      const setting = this.#allows(contents, permission, fromChromium(`${origin}/`)) ? 'granted' : 'denied';
      await cdp.send('Browser.setPermission', { permission: descriptor, setting, origin });
    }
  }

  #allows(contents: WebContents, permission: Permission, requestingUrl: string): boolean {
    const details = { isMainFrame: true, requestingUrl };
    let granted = this.#request === null;
    this.#request?.(
      contents,
      permission as Parameters<RequestHandler>[1],
      (answer) => {
        granted = answer;
      },
      details,
    );
    return (
      granted && (this.#check?.(contents, permission, requestingUrl, details as Parameters<CheckHandler>[3]) ?? true)
    );
  }
}
