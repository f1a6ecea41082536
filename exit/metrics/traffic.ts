/** Byte counters that a data path adds to; both directions are seen from the exit server's visitors. */
export interface Traffic {
  /** From visitors. */
  bytesIn: number;
  /** To visitors. */
  bytesOut: number;
}
