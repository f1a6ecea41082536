import { ActionIcon, CloseButton, TextInput, Tooltip } from '@mantine/core';
import { IconCopy } from '@tabler/icons-react';
import { type ReactNode, useState } from 'react';
import { useLocation } from 'wouter';
import { copyText } from '../../actions/copy-text.ts';
import { toast } from '../../actions/toast.tsx';
import classes from './set-up-guide.module.css';

/** Where the control plane listens, unless it is told otherwise. */
const CONTROL_PORT = 8123;
/** Stands in until the user has typed a domain (RFC 2606 §3 keeps it free for that). */
const EXAMPLE_DOMAIN = 'exit.example.com';

/** How to come to an exit server of one's own, with commands for the domain that was typed. */
export function SetUpGuide() {
  const [, navigate] = useLocation();
  const [typed, setTyped] = useState('');
  const domain = /^[a-z0-9.-]+$/i.test(typed.trim()) ? typed.trim().toLowerCase() : EXAMPLE_DOMAIN;
  return (
    <section className={classes.guide} aria-labelledby="set-up">
      <header className={classes.head}>
        <h2 id="set-up">Set up a server</h2>
        <CloseButton aria-label="Close the guide" onClick={() => navigate('/servers')} />
      </header>
      <TextInput
        label="Its domain"
        description="Let this name and *.name lead to a machine with a public address."
        placeholder={EXAMPLE_DOMAIN}
        value={typed}
        onChange={(event) => setTyped(event.currentTarget.value)}
        maw={360}
        spellCheck={false}
      />
      <ol className={classes.steps}>
        <Step title="On that machine, make a token and start the exit server" code={startCommand(domain)} />
        <Step title="Let others reach its ports">
          Open port {CONTROL_PORT}, which Porthole dials, and port 8000, where visitors arrive, in its firewall.
        </Step>
        <Step title="Paste the join link that it prints above">
          It holds the token and the fingerprint of the server’s own certificate authority, so that nobody can pose as
          it.
        </Step>
      </ol>
    </section>
  );
}

function startCommand(domain: string): string {
  return `openssl rand -hex 32 > token\nporthole-exit --domain ${domain} --token-file token`;
}

function Step({ title, code, children }: { title: string; code?: string; children?: ReactNode }) {
  return (
    <li>
      <span className={classes.title}>{title}</span>
      {children !== undefined && <p>{children}</p>}
      {code !== undefined && <CopyableCode code={code} />}
    </li>
  );
}

function CopyableCode({ code }: { code: string }) {
  const copy = async () => {
    if (await copyText(code)) toast('Copied to the clipboard.', { tone: 'good' });
    else toast('The browser did not allow copying. Select the text instead.', { tone: 'bad' });
  };
  return (
    <div className={classes.code}>
      <pre>{code}</pre>
      <Tooltip label="Copy">
        <ActionIcon aria-label="Copy the commands" onClick={() => void copy()}>
          <IconCopy size={16} stroke={1.75} />
        </ActionIcon>
      </Tooltip>
    </div>
  );
}
