/** Knows which licence an exit server gets. */
export interface LicencePresenter {
  /** The text for the hello to a server; undefined where there is none for it. */
  present(serverId: string): Promise<string | undefined>;
  /** The server has refused the licence, or asks for one. */
  refused(serverId: string): void;
}
