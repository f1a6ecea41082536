import { EventEmitter } from 'node:events';
import type { Display, Rectangle, Screen } from 'electron';

/** The displays of this computer, as far as their places matter. */
export class StandInScreen extends EventEmitter implements Pick<Screen, 'getAllDisplays' | 'getDisplayMatching'> {
  readonly #isReady: () => boolean;
  readonly #workAreas: Rectangle[];

  constructor(options: { workAreas: readonly Rectangle[]; isReady(): boolean }) {
    super();
    this.#workAreas = [...options.workAreas];
    this.#isReady = options.isReady;
  }

  getAllDisplays(): Display[] {
    if (!this.#isReady()) throw new Error('The screen can be used only after the app is ready.');
    return this.#workAreas.map(toDisplay);
  }

  /** The one that shows most of it; the first where none does. */
  getDisplayMatching(rect: Rectangle): Display {
    const [best] = this.getAllDisplays().toSorted((a, b) => shared(b.workArea, rect) - shared(a.workArea, rect));
    if (best === undefined) throw new Error('There is no display.');
    return best;
  }

  /** The user pulls the plug of the last display. */
  unplug(): void {
    const gone = this.#workAreas.pop();
    if (gone !== undefined) this.emit('display-removed', {}, toDisplay(gone, this.#workAreas.length));
  }
}

function toDisplay(workArea: Rectangle, id: number): Display {
  return { id, workArea, bounds: workArea, scaleFactor: 1 } satisfies Partial<Display> as Display;
}

/** Of two areas what both have, px². */
function shared(a: Rectangle, b: Rectangle): number {
  const width = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const height = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  return Math.max(0, width) * Math.max(0, height);
}
