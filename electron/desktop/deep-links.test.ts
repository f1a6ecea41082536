import { EventEmitter } from 'node:events';
import type { MessageBoxOptions } from 'electron';
import { beforeEach, describe, expect, it } from 'vitest';
import { formatLicenceKey } from '../../shared/licence/licence-key.ts';
import type { DeepLinkCalls } from './deep-link.ts';
import { DeepLinks } from './deep-links.ts';
import { TestLog } from './testing/test-log.ts';

const JOIN = 'porthole://join?server=wss%3A%2F%2Fexit.example.com%3A8123&token=a-secret-token-0123';

let shown: MessageBoxOptions[];
/** Buttons that the user clicks, in order; dismissed when there is none. */
let clicks: string[];
let done: string[];
let log: TestLog;
let links: DeepLinks;

const dialog = {
  showMessageBox: async (options: unknown) => {
    const box = options as MessageBoxOptions;
    shown.push(box);
    const index = box.buttons?.indexOf(clicks.shift() ?? '') ?? -1;
    return { response: index < 0 ? (box.cancelId ?? 0) : index, checkboxChecked: false };
  },
};

const calls: DeepLinkCalls = {
  servers: { join: async ({ joinLink }) => void done.push(`join ${joinLink}`) },
  licences: { import: async ({ text }) => void done.push(`licence ${text}`) },
  tunnels: { share: async ({ target, name = '' }) => void done.push(`share ${target} ${name}`) },
};
const show = () => void done.push('show');

beforeEach(() => {
  shown = [];
  clicks = [];
  done = [];
  log = new TestLog();
  links = new DeepLinks({ dialog, log });
});

/** Lets what was begun come to its end: everything here is promises that are kept at once. */
const settled = () => new Promise((resolve) => setImmediate(resolve));

describe('links of the system', () => {
  it('are done after a click on their button only, and never shown whole', async () => {
    links.start(calls, show);
    links.openFrom(['/usr/bin/porthole', '--hidden', JOIN]);
    await settled();
    expect(done).toEqual([]);
    clicks.push('Add server');
    links.open(JOIN);
    await settled();
    expect(done).toEqual([`join ${JOIN}`, 'show']);
    expect(shown[0]).toMatchObject({
      message: 'Add the exit server exit.example.com:8123?',
      defaultId: 0,
      cancelId: 0,
      buttons: ['Cancel', 'Add server'],
    });
    expect(JSON.stringify([shown, log.messages])).not.toContain('a-secret-token');
  });

  it('wait until the engine runs, and for the answer to the one before', async () => {
    clicks.push('Add server');
    const app = new EventEmitter();
    links.listen(app as unknown as Parameters<DeepLinks['listen']>[0]);
    let prevented = false;
    app.emit('open-url', { preventDefault: () => (prevented = true) }, JOIN);
    for (let more = 0; more < 5; more++) links.open(`${JOIN}${more}`);
    links.open(JOIN);
    await settled();
    expect([prevented, shown.length]).toEqual([true, 0]);
    links.start(calls, show);
    await settled();
    // Three of six: a web page cannot heap questions up.
    expect(shown.length).toBe(3);
    expect(done).toEqual([`join ${JOIN}`, 'show']);
    expect(log.messages.filter((line) => line.startsWith('warn')).length).toBe(3);
  });

  it('may bring a licence, of which only the end is shown', async () => {
    links.start(calls, show);
    clicks.push('Add licence');
    const key = formatLicenceKey(new Uint8Array(18).fill(7));
    const link = `porthole://licence?key=${key}&server=wss://exit.example.com`;
    links.open(link);
    await settled();
    expect(shown[0]).toMatchObject({ message: 'Add this licence?' });
    expect(shown[0]?.detail).toContain('for the exit server exit.example.com');
    expect(shown[0]?.detail).not.toContain(key.slice(0, 9));
    expect(done).toEqual([`licence ${link}`, 'show']);
  });

  it('may share a service of this computer, under a name', async () => {
    links.start(calls, show);
    clicks.push('Share', 'Share');
    links.open('porthole://share?target=3000&name=shop');
    links.open('porthole://share?target=tcp%3A%2F%2F%5B%3A%3A1%5D%3A5432');
    await settled();
    expect(shown.map(({ message }) => message)).toEqual(['Share 127.0.0.1:3000 as “shop”?', 'Share [::1]:5432?']);
    expect(done).toEqual(['share http://127.0.0.1:3000 shop', 'show', 'share tcp://[::1]:5432 ', 'show']);
  });

  it.each([
    ['porthole://run?command=rm', 'begin with porthole://join'],
    ['porthole://share?target=192.0.2.1:80', 'private network'],
    ['porthole://join?server=http://x&token=y', 'server'],
    ['porthole://licence?key=nonsense', ''],
  ])('that cannot be used are said so: %s', async (link, reason) => {
    links.start(calls, show);
    links.open(link);
    await settled();
    expect(shown).toMatchObject([{ type: 'error', message: 'This link cannot be used.' }]);
    expect(shown[0]?.detail).toContain(reason);
    expect(done).toEqual([]);
  });

  it('say why nothing was added', async () => {
    const join = () => Promise.reject(new Error('The token is mistyped.'));
    links.start({ ...calls, servers: { join } }, show);
    clicks.push('Add server');
    links.open(JOIN);
    await settled();
    expect(shown[1]).toMatchObject({ message: 'Nothing was added.', detail: 'The token is mistyped.' });
    expect(done).toEqual([]);
  });

  it('say so where they are malformed, and do not keep the next one from being asked about', async () => {
    clicks.push('Close', 'Share');
    links.open('porthole://share:99999?target=3000');
    links.open('porthole://share?target=3000');
    links.start(calls, show);
    await settled();
    expect(shown.map(({ message }) => message)[0]).toBe('This link cannot be used.');
    expect(done).toEqual([expect.stringMatching(/^share http:\/\/127\.0\.0\.1:3000/), 'show']);
  });

  it('go on behind one that could not be asked about', async () => {
    const broken = { showMessageBox: async () => Promise.reject(new Error('no display')) };
    links = new DeepLinks({
      dialog: {
        showMessageBox: (box) =>
          shown.length === 0 && shown.push(box as never) ? broken.showMessageBox() : dialog.showMessageBox(box),
      },
      log,
    });
    clicks.push('Add server');
    links.open(`${JOIN}1`);
    links.open(JOIN);
    links.start(calls, show);
    await settled();
    expect(done).toEqual([`join ${JOIN}`, 'show']);
  });

  it('are found among other arguments, and absent in most starts', async () => {
    links.start(calls, show);
    links.openFrom(['porthole', '--hidden', 'https://porthole.example']);
    await settled();
    expect(shown).toEqual([]);
  });
});
