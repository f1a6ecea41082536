import { expect } from '@playwright/test';
import type { OnDemandState } from '../../shared/contract/on-demand.ts';
import { aTunnel } from '../fixtures/fake-values.ts';
import { test } from '../fixtures/page-test.ts';

const onDemand = { command: 'npm run dev', cwd: '/home/ada/shop', startTimeoutSeconds: 60, idleMinutes: 10 };

function sleeper(name: string, onDemandState: OnDemandState) {
  return aTunnel({ name, onDemand, onDemandState });
}

test('a row says how its service is that is started on demand', async ({ app, home }) => {
  app.engine.tunnels.set([
    sleeper('asleep', { state: 'asleep' }),
    sleeper('starting', { state: 'starting', since: Date.now() }),
    sleeper('running', { state: 'running', since: Date.now() }),
    sleeper('foreign', { state: 'foreign' }),
    aTunnel({ name: 'other' }),
  ]);
  await home.open();
  const note = (name: string) => home.row(name).root.getByRole('note');
  await expect(note('asleep')).toHaveText('Starts at the first request');
  await expect(note('starting')).toHaveText('Starting npm run dev');
  await expect(note('running')).toHaveText(/^Running since \d\d:\d\d, stops after 10 min without visitors$/);
  await expect(note('foreign')).toHaveText('Runs already, not started by Porthole');
  await expect(note('other')).toHaveCount(0);
});

test('the edit dialog takes the command, and says beside each input what is wrong with it', async ({ app, home }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await home.row('my-shop').choose('Edit…');
  const dialog = home.page.getByRole('dialog');
  const input = (name: string) => dialog.getByRole('textbox', { name });
  await expect(input('Command')).toHaveCount(0);
  await dialog.getByRole('switch', { name: 'Start the service when somebody visits it' }).check();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(input('Command')).toHaveAccessibleDescription(/Type a command/);
  await input('Command').fill('npm run dev');
  await input('Folder').fill('~/nowhere');
  await input('Minutes until it stops').fill('20');
  app.engine.failures.set('update', { message: 'There is no folder /home/ada/nowhere.', field: 'cwd' });
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(input('Folder')).toHaveAccessibleDescription(/There is no folder/);
  app.engine.failures.delete('update');
  app.engine.calls.length = 0;
  await input('Folder').fill('~/shop');
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  const edit = { onDemand: { command: 'npm run dev', cwd: '~/shop', startTimeoutSeconds: 60, idleMinutes: 20 } };
  expect(app.engine.calls).toEqual([`update my-shop ${JSON.stringify(edit)}`]);
});

test('the edit dialog sets the PROXY header', async ({ app, home }) => {
  app.engine.tunnels.set([aTunnel({ name: 'my-shop' })]);
  await home.open();
  await home.row('my-shop').choose('Edit…');
  const dialog = home.page.getByRole('dialog');
  await dialog.getByRole('combobox', { name: 'PROXY header' }).click();
  await home.page.getByRole('option', { name: 'Version 2, binary' }).click();
  await dialog.getByRole('button', { name: 'Save' }).click();
  await expect(dialog).toHaveCount(0);
  expect(app.engine.calls).toEqual(['update my-shop {"proxyProtocol":"v2"}']);
});

test('the overview shows what the command prints, as it comes', async ({ app, home }) => {
  const asleep = { state: 'unknown', message: 'Asleep until the first request.' } as const;
  const tunnel = sleeper('my-shop', { state: 'asleep' });
  app.engine.tunnels.set([{ ...tunnel, probes: { ...tunnel.probes, upstream: asleep } }]);
  await home.open();
  await home.row('my-shop').root.getByRole('link', { name: 'my-shop', exact: true }).click();
  const { page } = home;
  await expect(page.getByRole('listitem', { name: 'Port: Asleep until the first request.' })).toBeVisible();
  const activity = page.getByRole('region', { name: 'Activity' });
  await expect(activity).toContainText('Nothing yet');
  const line = (id: number, text: string) => ({ id, at: Date.now(), kind: 'output' as const, text });
  app.engine.serviceLog.set(Array.from({ length: 60 }, (_unused, index) => line(index + 1, `line ${index + 1} <b>`)));
  await expect(activity.getByRole('listitem')).toHaveCount(60);
  // Of the list, the newest is in sight.
  await activity.getByRole('log').scrollIntoViewIfNeeded();
  await expect(activity.getByText('line 60 <b>')).toBeInViewport();
  app.engine.serviceLog.set([line(61, 'VITE ready')]);
  await expect(activity.getByRole('listitem')).toHaveText([/VITE ready$/]);
});
