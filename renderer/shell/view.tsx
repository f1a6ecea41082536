import { type ReactNode, useEffect } from 'react';
import classes from './view.module.css';

interface ViewProps {
  /** Also the window's title. */
  title: string;
  /** Stands in place of the plain heading. */
  heading?: ReactNode;
  children: ReactNode;
}

/** The frame of every view: its heading and one column of content. */
export function View({ title, heading, children }: ViewProps) {
  useEffect(() => {
    document.title = `${title} · Porthole`;
  }, [title]);
  return (
    <div className={classes.view}>
      {heading ?? <h1 className={classes.title}>{title}</h1>}
      {children}
    </div>
  );
}
