import { expect, type Page } from '@playwright/test';
import { startNodeUpstream } from '../fixtures/node-upstream.ts';
import { describeDesktop } from './desktop-test.ts';

/** A server that nobody should reach, and how often somebody did. */
async function startTrap() {
  let hits = 0;
  const server = await startNodeUpstream((request, response) => {
    // The app itself looks at `/` of whatever listens on this machine.
    if (request.url === '/trap') hits++;
    response.end('<title>elsewhere</title>');
  });
  return { url: `http://127.0.0.1:${server.port}/trap`, hits: () => hits, close: () => server.close() };
}

/** Collects what the Content-Security-Policy stops from now on. */
async function watchViolations(page: Page): Promise<() => Promise<string[]>> {
  await page.evaluate(() => {
    const seen: string[] = [];
    Reflect.set(window, 'violations', seen);
    document.addEventListener('securitypolicyviolation', (event) => seen.push(event.effectiveDirective));
  });
  return () => page.evaluate(() => Reflect.get(window, 'violations'));
}

describeDesktop('what the page may not do', (test) => {
  test('run scripts and styles that are not its own', async ({ launch }) => {
    const app = await launch();
    const violations = await watchViolations(app.page);
    const ran = await app.page.evaluate(async () => {
      const script = document.createElement('script');
      script.textContent = 'window.pwned = "script"';
      const style = document.createElement('style');
      style.textContent = 'body { outline: 9px solid red }';
      const button = document.createElement('div');
      button.innerHTML = '<img src="data:," onerror="window.pwned = \'handler\'">';
      document.body.append(script, style, button);
      await new Promise((resolve) => setTimeout(resolve));
      return { pwned: Reflect.get(window, 'pwned'), outline: getComputedStyle(document.body).outlineWidth };
    });
    expect(ran.pwned).toBeUndefined();
    expect(ran.outline).not.toBe('9px');
    await expect
      .poll(violations)
      .toEqual(expect.arrayContaining(['script-src-elem', 'style-src-elem', 'script-src-attr']));
  });

  test('shows itself without a single breach of its own policy', async ({ launch }) => {
    const app = await launch();
    await app.page.addInitScript(() => {
      const seen: string[] = [];
      Reflect.set(window, 'violations', seen);
      document.addEventListener('securitypolicyviolation', (event) =>
        seen.push(`${event.effectiveDirective} ${event.blockedURI}`),
      );
    });
    const [response] = await Promise.all([
      app.page.waitForEvent('response', (r) => r.url().includes('index.html')),
      app.page.reload(),
    ]);
    expect(response.headers()).toMatchObject({
      'content-security-policy': expect.stringMatching(/^default-src 'none'; /),
      'x-content-type-options': 'nosniff',
    });
    await expect(app.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
    const violations: string[] = await app.page.evaluate(() => Reflect.get(window, 'violations'));
    // The schema library asks once whether it may compile code, and goes on without.
    expect(violations.filter((violation) => violation !== 'script-src eval')).toEqual([]);
  });

  test('reach anything on the network', async ({ launch }) => {
    const trap = await startTrap();
    const app = await launch();
    const outcome = await app.page.evaluate(async (url) => {
      const image = new Image();
      const failed = new Promise((resolve) => {
        image.onerror = () => resolve('failed');
        image.onload = () => resolve('loaded');
      });
      image.src = url;
      const frame = document.createElement('iframe');
      frame.src = url;
      document.body.append(image, frame);
      return {
        fetch: await fetch(url).then(
          () => 'answered',
          () => 'failed',
        ),
        image: await failed,
      };
    }, trap.url);
    expect(outcome).toEqual({ fetch: 'failed', image: 'failed' });
    expect(trap.hits()).toBe(0);
    await trap.close();
  });

  test('reach anything on the network even where its policy fails', async ({ launch }) => {
    const trap = await startTrap();
    const app = await launch();
    const devtools = await app.page.context().newCDPSession(app.page);
    await devtools.send('Page.setBypassCSP', { enabled: true });
    await app.page.reload();
    const outcome = await app.page.evaluate(
      (url) =>
        fetch(url, { mode: 'no-cors' }).then(
          () => 'answered',
          () => 'failed',
        ),
      trap.url,
    );
    expect(outcome).toBe('failed');
    expect(trap.hits()).toBe(0);
    await expect.poll(() => app.log()).toContain('a request of the page was blocked');
    await trap.close();
  });

  test('read files beside the page', async ({ launch }) => {
    const app = await launch();
    const statuses = await app.page.evaluate(() =>
      Promise.all(
        [
          '/../package.json',
          '/..%2f..%2fpackage.json',
          '/%2e%2e/main/main.js',
          '//etc/passwd',
          '/assets',
          '/%00',
          '/index.html%00.png',
        ].map((path) =>
          fetch(path).then(
            (response) => response.status,
            () => 'failed',
          ),
        ),
      ),
    );
    expect(statuses.filter((status) => status !== 404 && status !== 'failed')).toEqual([]);
  });

  test('go elsewhere or open windows', async ({ launch }) => {
    const trap = await startTrap();
    const app = await launch();
    await app.page.evaluate((url) => {
      window.location.href = url;
    }, trap.url);
    await expect.poll(() => app.log()).toContain('a navigation away from the page was denied');
    await app.page.evaluate((url) => {
      window.open(url);
    }, trap.url);
    await expect.poll(() => app.log()).toContain('a link that leads to no tunnel was not opened');
    const { windows, openedOutside } = await app.look();
    expect(windows).toHaveLength(1);
    expect(windows[0]?.url).toBe('app://porthole/index.html?shell=desktop');
    expect(openedOutside).toEqual([]);
    await expect.poll(() => app.page.context().pages().length).toBe(1);
    await expect(app.page.getByRole('heading', { name: 'Tunnels', level: 1 })).toBeVisible();
    await trap.close();
  });

  test('use the machine, but for writing to the clipboard', async ({ launch }) => {
    const app = await launch();
    const states = await app.page.evaluate(async () => {
      const names = ['geolocation', 'notifications', 'camera', 'microphone', 'clipboard-read', 'clipboard-write'];
      const asked = names.map(async (name) => [
        name,
        (await navigator.permissions.query({ name: name as PermissionName })).state,
      ]);
      return Object.fromEntries(await Promise.all(asked));
    });
    expect(states).toEqual({
      geolocation: 'denied',
      notifications: 'denied',
      camera: 'denied',
      microphone: 'denied',
      'clipboard-read': 'denied',
      'clipboard-write': 'granted',
    });
  });
});

describeDesktop('the page', (test) => {
  test('has no more rights than a web page', async ({ launch }) => {
    const app = await launch({ args: ['--hidden'] });
    const { windows } = await app.look();
    expect(windows[0]?.preferences).toMatchObject({
      nodeIntegration: false,
      contextIsolation: true,
      sandbox: true,
      webSecurity: true,
      allowRunningInsecureContent: false,
      experimentalFeatures: false,
      enableBlinkFeatures: '',
      webviewTag: false,
    });
    expect(await app.page.evaluate(() => 'loadURL' in document.createElement('webview'))).toBe(false);
  });
});
