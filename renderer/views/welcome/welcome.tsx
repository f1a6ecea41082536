import type { Icon } from '@tabler/icons-react';
import { IconCloudUp, IconDeviceDesktop, IconLink } from '@tabler/icons-react';
import { useLocation } from 'wouter';
import { useDraft } from '../../state/draft-store.ts';
import classes from './welcome.module.css';

/** First run: three ways to begin, none of them longer than two clicks. */
export function Welcome() {
  const [, navigate] = useLocation();
  const wishFocus = useDraft((state) => state.wishFocus);
  return (
    <section className={classes.welcome} aria-labelledby="welcome">
      <h2 id="welcome">No tunnels yet. How would you like to begin?</h2>
      <div className={classes.choices}>
        <Choice icon={IconDeviceDesktop} title="Try it now on this computer" onChoose={wishFocus}>
          Uses the exit server inside the app. Works at once, for browsers on this computer.
        </Choice>
        <Choice icon={IconLink} title="I have a server" onChoose={() => navigate('/servers/join')}>
          Paste the join link that your exit server printed, here or under Servers. Everyone with the URL can visit.
        </Choice>
        <Choice icon={IconCloudUp} title="Set up a server" onChoose={() => navigate('/servers/set-up')}>
          A file for a machine with a public address. Porthole waits until it answers.
        </Choice>
      </div>
    </section>
  );
}

interface ChoiceProps {
  icon: Icon;
  title: string;
  children: string;
  onChoose: () => void;
}

function Choice({ icon: Sign, title, children, onChoose }: ChoiceProps) {
  return (
    <button type="button" className={classes.choice} onClick={onChoose}>
      <Sign size={24} stroke={1.5} aria-hidden="true" />
      <span className={classes.title}>{title}</span>
      <span className={classes.text}>{children}</span>
    </button>
  );
}
