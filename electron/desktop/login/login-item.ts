/** Whether the app starts, hidden, when its user logs in: kept by the system, never by a setting of our own, so that both cannot disagree. */
export interface LoginItem {
  isOn(): Promise<boolean>;
  /** Rejects where the system does not take it. */
  set(on: boolean): Promise<void>;
  /** Leads an item that is on to the program that runs now, where it leads elsewhere. Resolves with whether that was so. */
  renew(): Promise<boolean>;
}
