/** Trees of phones, cameras and services as they are found on cards and disks, made by code. */

/** Contents by path. */
export type Files = Readonly<Record<string, Uint8Array | string>>
