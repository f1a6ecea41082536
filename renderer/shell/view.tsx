import { type ReactNode, useEffect } from 'react';
import classes from './view.module.css';

interface ViewProps {
  /** Also the window's title. */
  title: string;
  /** Stands in place of the plain heading. */
  heading?: ReactNode;
  /** For tables, which use what room there is. */
  wide?: boolean;
  children: ReactNode;
}

/** The frame of every view: its heading and one column of content. */
export function View({ title, heading, wide = false, children }: ViewProps) {
  useEffect(() => {
    document.title = `${title} · Porthole`;
  }, [title]);
  return (
    <div className={classes.view} data-wide={wide}>
      {heading ?? <h1 className={classes.title}>{title}</h1>}
      {children}
    </div>
  );
}
