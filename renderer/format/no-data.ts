/** Shown where nothing was measured: no data is not zero. */
export const NO_DATA = '–';
