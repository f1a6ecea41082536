import { NOW, type Scene, type Stage } from './scene.ts';

/** Opens the page in the state of a scene, with its clock at NOW, motion off, and its theme that of the (emulated) system. */
export async function playScene({ engine, at = '/', window: size, show }: Scene, { page, app }: Stage): Promise<void> {
  await page.clock.setFixedTime(NOW);
  await page.emulateMedia({ colorScheme: 'light', reducedMotion: 'reduce' });
  if (size !== undefined) await page.setViewportSize(size);
  app.engine.preferences.set({ theme: 'system', defaultServerId: 'embedded' });
  engine?.(app.engine);
  await page.goto(app.url);
  await page.evaluate((path) => {
    window.location.hash = path;
  }, at);
  await show({ page, app });
}
