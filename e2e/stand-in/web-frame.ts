import type { WebFrameMain } from 'electron';
import { fromChromium } from './app-url.ts';

/** A frame of a page: one object for as long as the frame lives, so that identity can be compared as in Electron. */
export class StandInFrame implements Pick<WebFrameMain, 'url' | 'parent'> {
  readonly id: string;
  readonly #parent: StandInFrame | null;
  #url = '';

  constructor(id: string, parent: StandInFrame | null) {
    this.id = id;
    this.#parent = parent;
  }

  get url(): string {
    return this.#url;
  }

  get parent(): WebFrameMain | null {
    return this.#parent as unknown as WebFrameMain | null;
  }

  navigated(chromiumUrl: string): void {
    this.#url = fromChromium(chromiumUrl);
  }
}
