import { useEffect } from 'react';

/**
 * Gives the focus back to where it was when a dialog goes that had it. Mantine does so for dialogs that stay and are closed; ours are taken away, and
 * those that a menu opens would give it to a menu item that is no longer there.
 */
export function useFocusReturn(): void {
  useEffect(() => {
    const floats = document.getElementById('floats');
    if (floats === null) return;
    const over = new AbortController();
    const { signal } = over;
    /** Where the focus was last outside of dialogs and menus. */
    let before: HTMLElement | undefined;
    let isInside = false;
    const onFocus = ({ target }: FocusEvent) => {
      isInside = target instanceof Node && floats.contains(target);
      if (!isInside && target instanceof HTMLElement) before = target;
    };
    // Who clicks beside a dialog wants to be there.
    const onPointer = ({ target }: PointerEvent) => {
      if (target instanceof Node && !floats.contains(target)) isInside = false;
    };
    document.addEventListener('focusin', onFocus, { signal });
    document.addEventListener('pointerdown', onPointer, { signal });
    const observer = new MutationObserver(() => {
      if (!isInside || document.activeElement !== document.body) return;
      isInside = false;
      before?.focus({ preventScroll: true });
    });
    observer.observe(floats, { childList: true, subtree: true });
    return () => {
      over.abort();
      observer.disconnect();
    };
  }, []);
}
