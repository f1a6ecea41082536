import { CloseButton } from '@mantine/core';
import { useEffect } from 'react';
import { useLocation } from 'wouter';
import { toast } from '../../actions/toast.tsx';
import { useSetUpDraft } from '../../state/set-up-store.ts';
import { useSetUp } from '../../state/stores.ts';
import { SetUpForm } from './set-up-form.tsx';
import classes from './set-up-guide.module.css';
import { SetUpWait } from './set-up-wait.tsx';

/** Leads to an exit server of one's own: what it is to be, the file that makes it, and the wait until it answers. */
export function SetUpGuide() {
  const [, navigate] = useLocation();
  const setUp = useSetUp((state) => state.value?.setUp);
  const { file, set } = useSetUpDraft();
  const isDone = setUp?.state === 'done';
  const message = setUp?.message;
  useEffect(() => {
    // Whoever comes back later to a server that was added long ago begins anew.
    if (!isDone || file === undefined) return;
    set({ file: undefined, address: '', names: '' });
    toast(message, { tone: 'good' });
    navigate('/servers');
  }, [isDone, file, message, set, navigate]);
  return (
    <section className={classes.guide} aria-labelledby="set-up">
      <header className={classes.head}>
        <h2 id="set-up">Set up a server</h2>
        <CloseButton aria-label="Close the guide" onClick={() => navigate('/servers')} />
      </header>
      {setUp?.state === 'waiting' ? <SetUpWait setUp={setUp} /> : <SetUpForm />}
    </section>
  );
}
