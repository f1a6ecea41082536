import type { CDPSession } from 'playwright-core';
import { WORLD } from './preload-world.ts';
import { StandInFrame } from './web-frame.ts';

/** Follows the frames of a page, and which script world belongs to which frame. */
export class FrameTree {
  readonly #frames = new Map<string, StandInFrame>();
  /** Frame and world by the number that Chromium gives each script world. */
  readonly #worlds = new Map<number, StandInFrame>();
  #main: StandInFrame | undefined;

  /** @param onWorldGone is told when a document, with the preload's world in it, has gone */
  static async follow(cdp: CDPSession, onWorldGone: (world: number) => void): Promise<FrameTree> {
    const tree = new FrameTree();
    cdp.on('Page.frameAttached', ({ frameId, parentFrameId }) => tree.#attach(frameId, parentFrameId));
    cdp.on('Page.frameDetached', ({ frameId, reason }) => reason === 'remove' && tree.#frames.delete(frameId));
    cdp.on('Page.frameNavigated', ({ frame }) => tree.#attach(frame.id, frame.parentId).navigated(frame.url));
    cdp.on('Page.navigatedWithinDocument', ({ frameId, url }) => tree.#frames.get(frameId)?.navigated(url));
    cdp.on('Runtime.executionContextCreated', ({ context }) => {
      const frame = tree.#frames.get((context.auxData as { frameId?: string }).frameId ?? '');
      if (context.name === WORLD && frame !== undefined) tree.#worlds.set(context.id, frame);
    });
    const forget = (world: number) => tree.#worlds.delete(world) && onWorldGone(world);
    cdp.on('Runtime.executionContextDestroyed', ({ executionContextId }) => forget(executionContextId));
    cdp.on('Runtime.executionContextsCleared', () => [...tree.#worlds.keys()].forEach(forget));
    cdp.on('Inspector.targetCrashed', () => [...tree.#worlds.keys()].forEach(forget));
    await cdp.send('Page.enable');
    await cdp.send('Inspector.enable');
    const { frameTree } = await cdp.send('Page.getFrameTree');
    tree.#main = tree.#attach(frameTree.frame.id, undefined);
    tree.#main.navigated(frameTree.frame.url);
    await cdp.send('Runtime.enable');
    return tree;
  }

  get main(): StandInFrame {
    if (this.#main === undefined) throw new Error('The frame tree is not known yet.');
    return this.#main;
  }

  byId(frameId: string): StandInFrame | undefined {
    return this.#frames.get(frameId);
  }

  byWorld(world: number): StandInFrame | undefined {
    return this.#worlds.get(world);
  }

  #attach(frameId: string, parentId: string | undefined): StandInFrame {
    const known = this.#frames.get(frameId);
    if (known !== undefined) return known;
    const frame = new StandInFrame(frameId, parentId === undefined ? null : (this.#frames.get(parentId) ?? null));
    this.#frames.set(frameId, frame);
    return frame;
  }
}
