import { Button } from '@mantine/core';
import { type UpdateAct, updateActs } from '../../shared/contract/update-words.ts';
import type { UpdateStep, Updates } from '../../shared/contract/updates.ts';
import { toast } from '../actions/toast.tsx';
import { ask } from '../rpc/ask.ts';
import type { EngineClient } from '../rpc/engine-client.ts';
import classes from './update-buttons.module.css';

const CALLS: Readonly<Record<UpdateAct, (client: EngineClient) => Promise<unknown>>> = {
  check: (client) => client.desktop.updates.check(),
  download: (client) => client.desktop.updates.download(),
  decline: (client) => client.desktop.updates.decline(),
  install: (client) => client.desktop.updates.install(),
};

/** What can be done about an update now; the first is the one that leads on. */
export function UpdateButtons({ updates: { step, hasReleasePage } }: { updates: Updates }) {
  const [first, ...others] = updateActs(step);
  const hasNews = hasReleasePage && !['idle', 'checking'].includes(step.state);
  return (
    <span className={classes.buttons}>
      {first !== undefined && <ActButton act={first} step={step} first />}
      {hasNews && (
        <Button
          size="compact-sm"
          variant="subtle"
          onClick={() => void call((client) => client.desktop.updates.openReleases())}
        >
          {'version' in step ? 'What is new' : 'Release page'}
        </Button>
      )}
      {others.map((act) => (
        <ActButton key={act} act={act} step={step} />
      ))}
    </span>
  );
}

function ActButton({ act, step, first = false }: { act: UpdateAct; step: UpdateStep; first?: boolean }) {
  return (
    <Button size="compact-sm" variant={first ? 'default' : 'subtle'} onClick={() => void call(CALLS[act])}>
      {label(act, step)}
    </Button>
  );
}

function label(act: UpdateAct, step: UpdateStep): string {
  switch (act) {
    case 'check':
      return 'Look now';
    case 'download':
      return step.state === 'failed' ? 'Try again' : 'Download';
    case 'decline':
      return step.state === 'downloading' ? 'Cancel' : 'Not now';
    case 'install':
      return step.state === 'failed' ? 'Try again' : 'Restart to update';
  }
}

async function call(act: (client: EngineClient) => Promise<unknown>): Promise<void> {
  const answer = await ask(act);
  if (!answer.ok) toast(answer.message, { tone: 'bad' });
}
