import type { App, IpcMainEvent, Session, WebContents } from 'electron';
import type { Log } from '../../engine/engine-parts.ts';
import { isPageUrl, PAGE_SCHEME } from '../page-origin.ts';

/** What the page may ask of the browser: writing text to the clipboard ("Copy URL"), nothing else. */
const ALLOWED_PERMISSIONS: ReadonlySet<string> = new Set(['clipboard-sanitized-write']);

/** What the page may load. It needs no network at all: main has it. */
const ALLOWED_SCHEMES: ReadonlySet<string> = new Set([`${PAGE_SCHEME}:`]);

/** Electron's own developer tools, in builds from a checkout only. */
const DEVELOPER_SCHEMES: ReadonlySet<string> = new Set(['devtools:']);

/**
 * Every rule that keeps the page in its place, by the items of Electron's security guide
 * (https://www.electronjs.org/docs/latest/tutorial/security); docs/security.md says what is defended, and against whom.
 */
export class Security {
  readonly #log: Log;
  readonly #schemes: ReadonlySet<string>;
  readonly #openLink: (url: string) => void;

  /**
   * @param options.developer also lets the developer tools load
   * @param options.openLink gets each URL that the page wanted to open in a new window; decides alone whether to open it outside
   */
  constructor(options: { developer: boolean; openLink: (url: string) => void; log: Log }) {
    this.#log = options.log;
    this.#openLink = options.openLink;
    this.#schemes = new Set([...ALLOWED_SCHEMES, ...(options.developer ? DEVELOPER_SCHEMES : [])]);
  }

  /** Puts every web contents that will ever be made under the rules. */
  guardApp(app: Pick<App, 'on'>): void {
    app.on('web-contents-created', (_event, contents) => this.#guardContents(contents));
  }

  /** Puts what goes through a session under the rules. The default of each of these handlers is "yes". */
  guardSession(session: Session): void {
    // https://www.electronjs.org/docs/latest/tutorial/security#5-handle-session-permission-requests-from-remote-content
    session.setPermissionRequestHandler((_contents, permission, answer, details) => {
      answer(this.#mayUse(permission, details.requestingUrl));
    });
    session.setPermissionCheckHandler((_contents, permission, origin) => this.#mayUse(permission, origin));
    session.setDevicePermissionHandler(() => false);
    // https://www.electronjs.org/docs/latest/tutorial/security#1-only-load-secure-content
    session.webRequest.onBeforeRequest((details, answer) => answer({ cancel: !this.#mayLoad(details.url) }));
  }

  /**
   * Whether a message came from the top frame of our window while it shows our page
   * (https://www.electronjs.org/docs/latest/tutorial/security#17-validate-the-sender-of-all-ipc-messages).
   */
  isTrustedSender(event: Pick<IpcMainEvent, 'sender' | 'senderFrame'>, ours: WebContents): boolean {
    // The frame is null once it has navigated or is gone: whoever it was cannot be known any more.
    const frame = event.senderFrame;
    if (frame === null || event.sender !== ours || frame !== ours.mainFrame) return false;
    return frame.parent === null && isPageUrl(frame.url);
  }

  #guardContents(contents: WebContents): void {
    // https://www.electronjs.org/docs/latest/tutorial/security#14-disable-or-limit-creation-of-new-windows
    contents.setWindowOpenHandler(({ url }) => {
      this.#openLink(url);
      return { action: 'deny' };
    });
    // https://www.electronjs.org/docs/latest/tutorial/security#13-disable-or-limit-navigation
    const stay = (event: { url: string; preventDefault(): void }) => {
      if (isPageUrl(event.url)) return;
      this.#log.warn({ url: event.url }, 'a navigation away from the page was denied');
      event.preventDefault();
    };
    contents.on('will-navigate', stay);
    contents.on('will-frame-navigate', stay);
    contents.on('will-redirect', stay);
    // https://www.electronjs.org/docs/latest/tutorial/security#12-verify-webview-options-before-creation
    contents.on('will-attach-webview', (event) => {
      this.#log.warn({}, 'a webview was denied');
      event.preventDefault();
    });
  }

  #mayUse(permission: string, requester: string): boolean {
    const allowed = ALLOWED_PERMISSIONS.has(permission) && isPageUrl(requester);
    if (!allowed) this.#log.debug({ permission, requester }, 'a permission was denied');
    return allowed;
  }

  #mayLoad(url: string): boolean {
    const allowed = URL.canParse(url) && this.#schemes.has(new URL(url).protocol);
    if (!allowed) this.#log.warn({ url }, 'a request of the page was blocked');
    return allowed;
  }
}
