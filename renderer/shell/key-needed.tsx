import { BrandMark } from '../components/brand-mark.tsx';
import classes from './key-needed.module.css';

/** The whole page where the engine cannot know who asks: without a key, or with one of an earlier run. */
export function KeyNeeded({ wrong }: { wrong: boolean }) {
  return (
    <main className={classes.page}>
      <BrandMark state="off" size={56} />
      <h1>{wrong ? 'This address is no longer valid' : 'This address is not complete'}</h1>
      <p>
        Open the address that <code>porthole serve</code> printed.{' '}
        {wrong
          ? 'It changes each time Porthole starts, and only the newest one is let in.'
          : 'It ends in a key that lets only you in, and it was missing here.'}
      </p>
      <pre className={classes.example}>Porthole is ready at {window.location.origin}/#key=…</pre>
    </main>
  );
}
