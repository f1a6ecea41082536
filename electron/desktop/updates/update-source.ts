/** How much of a download has come, bytes. */
export interface DownloadProgress {
  readonly received: number;
  readonly total: number;
}

/** Where updates come from, and how one takes the place of this version. Rejections are what `explainUpdateFault` explains. */
export interface UpdateSource {
  /** Asks for the newest version. Resolves with it where it is newer than this one. */
  find(): Promise<string | undefined>;
  /** Downloads what was found last, and resolves when it is whole and proved to be what was published. */
  download(onProgress: (progress: DownloadProgress) => void, signal: AbortSignal): Promise<void>;
  /** Ends the app in order and starts the new version in its place. Resolves when the end has begun. */
  install(): Promise<void>;
}
