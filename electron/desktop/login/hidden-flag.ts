/** Login items pass it: the app then starts in the tray alone. */
export const HIDDEN_FLAG = '--hidden';
