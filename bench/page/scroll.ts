import type { CDPSession, Locator } from '@playwright/test';

/** As fast as somebody who looks for a row: some ten rows of the Tunnels a second. */
const PX_PER_SECOND = 800;
/** How far before it turns back. */
const TURN_PX = 4_000;

/** Scrolls an element down and up again for some seconds, by a gesture that the browser itself makes, one step a frame. */
export async function scroll(list: Locator, session: CDPSession, seconds: number): Promise<void> {
  const box = await list.boundingBox();
  if (box === null) throw new Error(`${list} is not shown.`);
  const at = { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) };
  const end = performance.now() + seconds * 1_000;
  for (let isDown = true; performance.now() < end; isDown = !isDown) {
    await session.send('Input.synthesizeScrollGesture', {
      ...at,
      yDistance: isDown ? -TURN_PX : TURN_PX,
      speed: PX_PER_SECOND,
      gestureSourceType: 'mouse',
    });
  }
}
