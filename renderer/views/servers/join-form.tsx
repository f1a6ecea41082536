import { Button } from '@mantine/core';
import { IconCloudUp } from '@tabler/icons-react';
import { type FormEvent, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import { joinServer } from '../../actions/join-server.ts';
import { LineField } from '../../components/line-field.tsx';
import classes from './join-form.module.css';

/** Adds the server of a join link. What is wrong with a link is said by the engine, beside the field. */
export function JoinForm({ focused }: { focused: boolean }) {
  const [, navigate] = useLocation();
  const [joinLink, setJoinLink] = useState('');
  const [wrong, setWrong] = useState<string>();
  const [joining, setJoining] = useState(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (focused) field.current?.focus();
  }, [focused]);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (joinLink.trim() === '')
      return setWrong('Paste the join link that your exit server printed. It begins with porthole://join.');
    setJoining(true);
    const answer = await joinServer(joinLink);
    setJoining(false);
    if (!answer.ok) return setWrong(answer.message);
    setJoinLink('');
  };
  return (
    <section className={classes.bar} aria-label="Add a server">
      <form onSubmit={(event) => void submit(event)} noValidate>
        <LineField
          ref={field}
          label="Join link"
          placeholder="porthole://join?server=…&token=…"
          value={joinLink}
          onType={(text) => {
            setJoinLink(text);
            setWrong(undefined);
          }}
          error={wrong}
          button={
            <Button type="submit" size="md" loading={joining}>
              Add server
            </Button>
          }
        />
      </form>
      <Button
        variant="subtle"
        size="compact-sm"
        className={classes.setUp}
        leftSection={<IconCloudUp size={16} stroke={1.75} />}
        onClick={() => navigate('/servers/set-up')}
      >
        I have no server yet: set one up
      </Button>
    </section>
  );
}
