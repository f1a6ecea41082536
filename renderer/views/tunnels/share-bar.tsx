import { Button } from '@mantine/core';
import { IconArrowNarrowRight } from '@tabler/icons-react';
import { type FormEvent, useCallback, useEffect, useRef, useState } from 'react';
import { joinServer } from '../../actions/join-server.ts';
import { shareTarget } from '../../actions/share-target.tsx';
import { LineField } from '../../components/line-field.tsx';
import { checkTarget } from '../../format/check-target.ts';
import { useDraft } from '../../state/draft-store.ts';
import { usePending } from '../../state/pending-store.ts';
import { DetectedServices } from './detected-services.tsx';
import { MoreWays } from './more-ways.tsx';
import classes from './share-bar.module.css';
import { isJoinLink, usePastedJoinLink } from './use-pasted-join-link.ts';

/** The one-click bar: a field for a port, an address, a URL or a folder, and what listens on this machine. */
export function ShareBar() {
  return (
    <section className={classes.bar} aria-label="Share something on this computer">
      <ShareForm />
      <MoreWays />
      <DetectedServices />
    </section>
  );
}

function ShareForm() {
  const { target, setTarget, focusWish } = useDraft();
  const [wrong, setWrong] = useState<string>();
  const [joining, setJoining] = useState(false);
  const sharing = usePending((state) => state.sharing.has(target.trim()));
  const isJoining = isJoinLink(target);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focusWish > 0) field.current?.focus();
  }, [focusWish]);
  const takeLink = useCallback(
    (link: string) => {
      setTarget(link);
      setWrong(undefined);
    },
    [setTarget],
  );
  usePastedJoinLink(takeLink);
  const fail = (message: string) => {
    setWrong(message);
    field.current?.focus();
  };
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (sharing || joining) return;
    if (isJoining) return await join();
    const mistake = checkTarget(target);
    if (mistake !== undefined) return fail(mistake);
    const answer = await shareTarget(target.trim());
    if (!answer.ok) return fail(answer.message);
    // What was typed meanwhile is the next one.
    if (useDraft.getState().target === target) setTarget('');
  };
  /** A link is taken here as well as under Servers: it is the first thing that some people have. */
  const join = async () => {
    setJoining(true);
    const answer = await joinServer(target.trim());
    setJoining(false);
    if (!answer.ok) return fail(answer.message);
    setTarget('');
  };
  return (
    <form onSubmit={(event) => void submit(event)} noValidate>
      <LineField
        ref={field}
        label="Port, address, URL or folder to share"
        placeholder="3000, 127.0.0.1:3000, http://localhost:3000 or ~/site"
        value={target}
        onType={(text) => {
          setTarget(text);
          setWrong(undefined);
        }}
        error={wrong}
        button={
          <Button
            type="submit"
            size="md"
            loading={sharing || joining}
            rightSection={!isJoining && <IconArrowNarrowRight size={18} />}
          >
            {isJoining ? 'Add server' : 'Share'}
          </Button>
        }
      />
    </form>
  );
}
