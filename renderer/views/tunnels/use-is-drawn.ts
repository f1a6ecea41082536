import { type RefObject, useEffect, useState } from 'react';
import { drawSoon } from './draw-soon.ts';

/** Browsers before 2024 draw such elements as they like, and do not say it. */
const IS_TOLD = 'ContentVisibilityAutoStateChangeEvent' in window;

/**
 * Whether the browser draws an element with `content-visibility: auto` now, and its parts are to be there: it does for those in view, some way before and
 * behind it, and for one that has the focus.
 * @param isAtFirst what is taken for true until the browser has said it
 */
export function useIsDrawn(element: RefObject<HTMLElement | null>, isAtFirst: boolean): boolean {
  const [isDrawn, setIsDrawn] = useState(isAtFirst || !IS_TOLD);
  useEffect(() => {
    const { current } = element;
    if (current === null) return;
    let takeBack = () => {};
    const onChange = ({ skipped }: ContentVisibilityAutoStateChangeEvent) => {
      takeBack();
      if (skipped) setIsDrawn(false);
      else takeBack = drawSoon(current, () => setIsDrawn(true));
    };
    const over = new AbortController();
    current.addEventListener('contentvisibilityautostatechange', onChange as EventListener, { signal: over.signal });
    return () => {
      over.abort();
      takeBack();
    };
  }, [element]);
  return isDrawn;
}
