/** How old the list in the tray's menu may be, ms: listing ports starts a program, and not every system says when a menu opens. */
const LOOK_MS = 30_000;

/** Has what listens on this computer looked at now and then: the window, which watches it closely, may be closed for weeks. */
export class ServiceGlance {
  readonly #look: () => void;
  #timer: NodeJS.Timeout | undefined;

  constructor(look: () => void) {
    this.#look = look;
  }

  start(): void {
    this.#look();
    this.#timer ??= setInterval(this.#look, LOOK_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}
